import type { Refusal } from "@reelbus/contracts";
import { headers, type Msg, type MsgHdrs } from "@nats-io/transport-node";
import type { Consumption, SubmissionHandler } from "./bus.ts";
import type { Link } from "./link.ts";
import { SUBJECTS } from "./subjects.ts";

const QUEUE_GROUP = "api";
/** More requests at a time than this are told to come again. */
const MAX_IN_FLIGHT = 64;

/**
 * Answers requests. One that can't be handled is answered with a Refusal and the headers `Nats-Service-Error-Code`
 * and `Nats-Service-Error` (NATS ADR-32), so that no requester waits in vain.
 */
export function serveSubmissions(link: Link, handle: SubmissionHandler): Consumption {
  const inFlight = new Set<Promise<void>>();
  const subscription = link.nats.subscribe(SUBJECTS.submissions, {
    queue: QUEUE_GROUP,
    callback: (error, message) => {
      if (error !== null) {
        link.logger.error({ error }, "submissions can't be received");
        return;
      }
      if (inFlight.size >= MAX_IN_FLIGHT) {
        respondError(message, 429, { Error: "too-many-requests", Message: "Too many submissions at a time." });
        return;
      }
      const work = answer(link, handle, message).finally(() => inFlight.delete(work));
      inFlight.add(work);
    },
  });
  return {
    stop: async () => {
      if (!subscription.isClosed()) await subscription.drain().catch(() => undefined);
      await Promise.all(inFlight);
    },
  };
}

async function answer(link: Link, handle: SubmissionHandler, message: Msg): Promise<void> {
  try {
    const reply = await handle(message.data, plainHeaders(message.headers));
    message.respond(reply.body, { headers: natsHeaders(reply.headers) });
  } catch (error) {
    link.logger.error({ error }, "a submission could not be handled");
    respondError(message, 500, { Error: "internal", Message: "An internal error occurred." });
  }
}

function respondError(message: Msg, code: number, refusal: Refusal): void {
  const headers = {
    "Nats-Service-Error-Code": String(code),
    "Nats-Service-Error": refusal.Message,
    ...(code === 429 ? { "Retry-After": "1" } : {}),
  };
  message.respond(JSON.stringify(refusal), { headers: natsHeaders(headers) });
}

function natsHeaders(fields: Readonly<Record<string, string>>): MsgHdrs {
  const made = headers();
  for (const [name, value] of Object.entries(fields)) made.set(name, value);
  return made;
}

function plainHeaders(fields: MsgHdrs | undefined): Record<string, string> {
  return Object.fromEntries([...(fields ?? [])].map(([name, values]) => [name.toLowerCase(), values[0] ?? ""]));
}
