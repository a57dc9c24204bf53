import { abortSchema, factSchema, type Abort, type Fact } from "@reelbus/contracts";
import type { NudgeTopic, Subscription } from "./bus.ts";
import { bury } from "./dead-letters.ts";
import type { Link } from "./link.ts";
import { parseMessage, type MessageSchema } from "./parse-message.ts";
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
  return listen(link, SUBJECTS.allAborts, (data, subject) => readOrBury(link, subject, data, abortSchema, handle));
}

/** Facts that are told but not stored; of several listeners of the group one gets each. */
export function onTold(link: Link, queue: string, handle: (fact: Fact) => void): Subscription {
  const take = (data: Uint8Array, subject: string) => readOrBury(link, subject, data, factSchema, handle);
  return listen(link, SUBJECTS.allSigns, take, queue);
}

function readOrBury<T>(
  link: Link,
  subject: string,
  data: Uint8Array,
  schema: MessageSchema<T>,
  handle: (value: T) => void,
): void {
  const parsed = parseMessage(data, schema);
  if (parsed.readable) {
    handle(parsed.value);
    return;
  }
  bury(link, { subject, data, reason: "invalid-message", problem: parsed.problem }).catch((error: unknown) => {
    link.logger.error({ error, subject }, "could not store a dead letter");
  });
}

export function onNudge(link: Link, topic: NudgeTopic, handle: (payload: string) => void): Subscription {
  const decoder = new TextDecoder();
  return listen(link, SUBJECTS.nudge(topic), (data) => handle(decoder.decode(data)));
}

function listen(
  link: Link,
  subject: string,
  take: (data: Uint8Array, subject: string) => void,
  queue?: string,
): Subscription {
  const subscription = link.nats.subscribe(subject, {
    ...(queue === undefined ? {} : { queue }),
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
