import { setTimeout } from "node:timers/promises";
import { isServiceBusError, ServiceBusClient, type ServiceBusSessionReceiver } from "@azure/service-bus";
import { EventInbox, EventParseError } from "@reelbus/consumer";
import { required, tell } from "./settings.ts";
import { openStore } from "./store.ts";

// For a queue with sessions: each job is one, and its messages come to one reader at a time, in order.
const { QUEUE = "encoding-events", DATABASE = "events.db" } = process.env;
const { SERVICE_BUS_CONNECTION } = required({
  SERVICE_BUS_CONNECTION: ["Endpoint=sb://..., with a key that may listen", /^Endpoint=sb:/iu],
});

const inbox = new EventInbox(openStore(DATABASE), { holdMs: 0 }); // nothing earlier is on its way
const client = new ServiceBusClient(SERVICE_BUS_CONNECTION);
await Promise.all(Array.from({ length: 8 }, takeSessions)); // 8 jobs side by side

async function takeSessions(): Promise<void> {
  for (;;) {
    const session = await client.acceptNextSession(QUEUE).catch(told);
    if (session !== undefined)
      await takeAll(session).catch(console.error); // what is left of it comes again
    else await setTimeout(1_000);
    await session?.close();
  }
}

/** Gives the session back when it is empty for a second, so that another job has its turn. */
async function takeAll(session: ServiceBusSessionReceiver): Promise<void> {
  for (;;) {
    const [message] = await session.receiveMessages(1, { maxWaitTimeInMs: 1_000 });
    if (message === undefined) return;
    try {
      await inbox.take(message.body);
    } catch (error) {
      if (!(error instanceof EventParseError)) throw error;
      const { reason: deadLetterReason, message: deadLetterErrorDescription } = error;
      await session.deadLetterMessage(message, { deadLetterReason, deadLetterErrorDescription });
      continue;
    }
    await session.completeMessage(message);
  }
}

function told(error: unknown): undefined {
  if (isServiceBusError(error) && error.code === "ServiceTimeout") return; // no session has messages
  tell(error, "SERVICE_BUS_CONNECTION", "QUEUE");
}
