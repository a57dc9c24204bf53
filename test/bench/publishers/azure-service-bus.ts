import { ServiceBusClient } from "@azure/service-bus";
import type { LifecycleEvent } from "@reelbus/contracts";
import { serviceBusSettings } from "@reelbus/publishers/testing";
import { serviceBusConnection, startServiceBus } from "@reelbus/testing";
import { randomUUID } from "node:crypto";
import type { BareClient, Rival } from "./rival.ts";
import { CALLS_AT_A_TIME, sideBySide } from "./side-by-side.ts";

/** How many messages are taken at once, and how long a wait tells that there are no more. */
const COUNTING = { most: 2_000, maxWaitTimeInMs: 1_000 };

export async function startServiceBusRival(): Promise<Rival> {
  const server = await startServiceBus();
  return {
    name: "AzureServiceBus",
    use: `@azure/service-bus: createMessageBatch, filled whatever the job, ${CALLS_AT_A_TIME} at a time on one link`,
    makeDestination: () => {
      const connection = serviceBusConnection(server);
      const name = `queue-${randomUUID()}`;
      return Promise.resolve({
        settings: serviceBusSettings({ connection, name, subscription: null }),
        connectBare: () => Promise.resolve(openBare(connection, name)),
        count: () => countMessages(connection, name),
        [Symbol.asyncDispose]: () => Promise.resolve(), // the server ends with everything that it holds
      });
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function openBare(connection: string, queue: string): BareClient {
  const client = new ServiceBusClient(connection);
  const sender = client.createSender(queue);
  return {
    publish: async (histories) => {
      const messages = histories.flat().values();
      let next = messages.next();
      await sideBySide(Array.from({ length: CALLS_AT_A_TIME }), async () => {
        while (next.done !== true) {
          const batch = await sender.createMessageBatch();
          while (next.done !== true && batch.tryAddMessage(toMessage(next.value))) next = messages.next();
          if (batch.count > 0) await sender.sendMessages(batch);
          else if (next.done !== true) throw new Error("An event is larger than a batch");
        }
      });
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** Takes all messages out, some at a time: the stand-in's AMQP library sends no more than 2,048 over one session. */
async function countMessages(connection: string, queue: string): Promise<number> {
  let count = 0;
  for (;;) {
    const taken = await takeMessages(connection, queue);
    if (taken === 0) return count;
    count += taken;
  }
}

async function takeMessages(connection: string, queue: string): Promise<number> {
  const client = new ServiceBusClient(connection);
  try {
    const receiver = client.createReceiver(queue, { maxAutoLockRenewalDurationInMs: 0, skipParsingBodyAsJson: true });
    const { most, maxWaitTimeInMs } = COUNTING;
    const messages = await receiver.receiveMessages(most, { maxWaitTimeInMs });
    await Promise.all(messages.map((message) => receiver.completeMessage(message)));
    return messages.length;
  } finally {
    await client.close();
  }
}

function toMessage(event: LifecycleEvent) {
  return {
    body: Buffer.from(JSON.stringify(event)),
    contentType: "application/json",
    subject: event.EventType,
    messageId: event.EventId,
    correlationId: event.JobId,
    sessionId: event.JobId,
  };
}
