import { abortSchema, type Abort } from "@reelbus/contracts";
import type { NudgeTopic, Subscription } from "./bus.ts";
import { bury } from "./dead-letters.ts";
import type { Link } from "./link.ts";
import { parseMessage } from "./parse-message.ts";
import { SUBJECTS } from "./subjects.ts";

/** Sends without waiting for anything; without a connection it is lost. Never throws. */
export function tell(link: Link, subject: string, payload: string): void {
  // What is published while disconnected would be dropped with the next dial anyway.
  if (!link.isConnected()) return;
  try {
    link.nats.publish(subject, payload);
  } catch (error) {
    link.logger.debug({ error, subject }, "a message was not told");
  }
}

export function onAbort(link: Link, handle: (abort: Abort) => void): Subscription {
  return listen(link, SUBJECTS.allAborts, (data, subject) => {
    const parsed = parseMessage(data, abortSchema);
    if (parsed.readable) {
      handle(parsed.value);
      return;
    }
    bury(link, { subject, data, reason: "invalid-message", problem: parsed.problem }).catch((error: unknown) => {
      link.logger.error({ error, subject }, "could not store a dead letter");
    });
  });
}

export function onNudge(link: Link, topic: NudgeTopic, handle: (payload: string) => void): Subscription {
  const decoder = new TextDecoder();
  return listen(link, SUBJECTS.nudge(topic), (data) => handle(decoder.decode(data)));
}

function listen(link: Link, subject: string, take: (data: Uint8Array, subject: string) => void): Subscription {
  const subscription = link.nats.subscribe(subject, {
    callback: (error, message) => {
      try {
        if (error !== null) throw error;
        take(message.data, message.subject);
      } catch (thrown) {
        link.logger.error({ error: thrown, subject }, "handling a message failed");
      }
    },
  });
  return { unsubscribe: () => subscription.unsubscribe() };
}
