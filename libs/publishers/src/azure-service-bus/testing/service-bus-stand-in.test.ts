import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { isServiceBusError, ServiceBusClient, type ServiceBusMessage } from "@azure/service-bus";
import { serviceBusConnection, startServiceBus, withLeakCheck, type TestServer } from "@reelbus/testing";

describe("the stand-in for Azure Service Bus", () => {
  let broker: TestServer;
  before(async () => {
    broker = await startServiceBus();
  });
  after(() => broker.stop());

  it(
    "gives again, in order, what a receiver abandoned or did not complete before it went",
    // A restart leaves a new process behind on purpose.
    async () => {
      const queue = "queue-given-back";
      await withClient((client) => client.createSender(queue).sendMessages(messages("1", "2", "3")));
      await withClient(async (client) => {
        const receiver = client.createReceiver(queue);
        const [first, second] = await receiver.receiveMessages(3);
        assert.ok(first && second);
        await receiver.abandonMessage(first);
        await receiver.completeMessage(second);
      });
      await broker.kill9();
      await broker.restart();
      await withClient(async (client) => {
        const received = await client.createReceiver(queue).receiveMessages(2);
        assert.deepEqual(
          received.map(({ body }) => String(body)),
          ["1", "3"],
        );
      });
    },
  );

  it(
    "locks a session for one receiver, and takes nothing without a session",
    withLeakCheck(async () => {
      const queue = "queue-with-sessions-locked";
      await withClient(async (client) => {
        const sender = client.createSender(queue);
        await sender.sendMessages({ body: "1", messageId: "1", sessionId: "a" });
        const holder = await client.acceptNextSession(queue);
        assert.equal(holder.sessionId, "a");
        await assert.rejects(client.acceptSession(queue, "a"), isServiceBusError);
        await assert.rejects(client.acceptNextSession(queue), isServiceBusError);
        await assert.rejects(sender.sendMessages({ body: "2" }), isServiceBusError);
        await assert.rejects(client.createReceiver(queue).receiveMessages(1), isServiceBusError);
        await holder.close();
        await (await client.acceptSession(queue, "a")).close();
      });
    }),
  );

  it(
    "takes messages of several sessions, but no two in one batch",
    withLeakCheck(async () => {
      await withClient(async (client) => {
        const sender = client.createSender("queue-with-sessions-batches");
        const [one, other] = [
          { body: "1", sessionId: "a" },
          { body: "2", sessionId: "b" },
        ];
        await assert.rejects(sender.sendMessages([one, other]), isServiceBusError);
        await sender.sendMessages([one, one]);
        await sender.sendMessages(other);
      });
    }),
  );

  async function withClient(body: (client: ServiceBusClient) => Promise<void>): Promise<void> {
    const client = new ServiceBusClient(serviceBusConnection(broker), { retryOptions: { maxRetries: 0 } });
    try {
      await body(client);
    } finally {
      await client.close();
    }
  }
});

function messages(...bodies: string[]): ServiceBusMessage[] {
  return bodies.map((body) => ({ body, messageId: body }));
}
