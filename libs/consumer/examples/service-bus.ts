import { ServiceBusClient, type ProcessErrorArgs, type ServiceBusReceivedMessage } from "@azure/service-bus";
import { EventInbox, EventParseError } from "@reelbus/consumer";
import { required, tell } from "./settings.ts";
import { openStore } from "./store.ts";

// For a queue without sessions: its messages come side by side, and the inbox restores the order of each job.
const { QUEUE = "encoding-events", DATABASE = "events.db" } = process.env;
const { SERVICE_BUS_CONNECTION } = required({
  SERVICE_BUS_CONNECTION: ["Endpoint=sb://..., with a key that may listen", /^Endpoint=sb:/iu],
});

const inbox = new EventInbox(openStore(DATABASE));
const receiver = new ServiceBusClient(SERVICE_BUS_CONNECTION).createReceiver(QUEUE, { receiveMode: "peekLock" });
receiver.subscribe(
  { processMessage: take, processError: told },
  { autoCompleteMessages: false, maxConcurrentCalls: 100 },
);

async function take(message: ServiceBusReceivedMessage): Promise<void> {
  try {
    await inbox.take(message.body);
  } catch (error) {
    if (!(error instanceof EventParseError)) throw error; // abandons the message: it comes again
    const { reason: deadLetterReason, message: deadLetterErrorDescription } = error;
    return receiver.deadLetterMessage(message, { deadLetterReason, deadLetterErrorDescription });
  }
  await receiver.completeMessage(message);
}

function told({ error, errorSource }: ProcessErrorArgs): Promise<void> {
  if (errorSource === "processMessageCallback") console.error(error);
  else tell(error, "SERVICE_BUS_CONNECTION", "QUEUE"); // the client tries again by itself
  return Promise.resolve();
}
