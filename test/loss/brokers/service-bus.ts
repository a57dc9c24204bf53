import { ServiceBusClient } from "@azure/service-bus";
import { serviceBusConnection, startServiceBus } from "@reelbus/testing";
import { within } from "../../support/within.ts";
import type { Broker } from "../broker.ts";

const QUEUE = "queue-events";
const MESSAGES_AT_A_TIME = 50;
const WAIT_MS = 500;
/** The client notices late, or never, that the other side is gone. */
const ANSWER_TIMEOUT_MS = 5_000;

/** A queue without sessions of the stand-in; one reader has no need of them. */
export async function startServiceBusBroker(): Promise<Broker> {
  const server = await startServiceBus();
  const connection = serviceBusConnection(server);
  return {
    server,
    publisher: { Type: "AzureServiceBus", Connection: connection, Queue: QUEUE },
    environment: {},
    read: async (store, signal) => {
      const client = new ServiceBusClient(connection, {
        retryOptions: { maxRetries: 0, timeoutInMs: ANSWER_TIMEOUT_MS },
      });
      try {
        const receiver = client.createReceiver(QUEUE, {
          maxAutoLockRenewalDurationInMs: 0,
          skipParsingBodyAsJson: true,
        });
        while (!signal.aborted) {
          const receiving = receiver.receiveMessages(MESSAGES_AT_A_TIME, { maxWaitTimeInMs: WAIT_MS });
          const messages = await within(ANSWER_TIMEOUT_MS, "messages or none", receiving);
          for (const message of messages) store(JSON.parse((message.body as Buffer).toString()));
          const completing = Promise.all(messages.map((message) => receiver.completeMessage(message)));
          await within(ANSWER_TIMEOUT_MS, "messages to be completed", completing);
        }
      } finally {
        await within(ANSWER_TIMEOUT_MS, "the end of the connection", client.close()).catch(() => undefined);
      }
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
