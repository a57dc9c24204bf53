import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, describe, it } from "node:test";
import { layCable, RABBITMQ_READER, sharedRabbitMq, waitFor, withLeakCheck, type SharedServer } from "@reelbus/testing";
import { PublishError } from "../publish-error.ts";
import { forever, withOpened } from "../testing/assertions.ts";
import { checkOf, publishTo, withPublisherTo } from "../testing/calls.ts";
import { makeRabbitMqQueue, onRabbitMqChannel, rabbitMqSettings, sampleEvents } from "../testing/index.ts";
import { RABBITMQ_LIMITS } from "./limits.ts";
import { RabbitMqPublisher } from "./rabbitmq-publisher.ts";

describe("RabbitMqPublisher with a real broker", () => {
  let broker: SharedServer;
  before(async () => {
    broker = await sharedRabbitMq();
  });

  it(
    "sets the documented properties and no others",
    withLeakCheck(async () => {
      await using queue = await makeRabbitMqQueue(broker);
      const [event] = sampleEvents(1);
      assert.ok(event);
      await publishTo(queue.settings, [event]);
      const message = await queue.take();
      assert.ok(message);
      assert.deepEqual(given(message.properties), {
        deliveryMode: 2,
        type: event.EventType,
        messageId: event.EventId,
        correlationId: event.JobId,
        contentType: "application/json",
        timestamp: Math.floor(Date.parse(event.Timestamp) / 1000),
        headers: {},
      });
    }),
  );

  it(
    "names the media type of CloudEvents",
    withLeakCheck(async () => {
      await using queue = await makeRabbitMqQueue(broker);
      await publishTo(rabbitMqSettings(broker, { Queue: queue.name, Format: "CloudEvents" }), sampleEvents(1));
      assert.equal((await queue.take())?.properties.contentType, "application/cloudevents+json");
    }),
  );

  it(
    "publishes to an exchange with the routing key",
    withLeakCheck(async () => {
      await using queue = await makeRabbitMqQueue(broker);
      const exchange = `exchange-${randomUUID()}`;
      await onRabbitMqChannel(broker, async (channel) => {
        await channel.assertExchange(exchange, "topic", { autoDelete: true });
        await channel.bindQueue(queue.name, exchange, "encoding.*");
      });
      const settings = rabbitMqSettings(broker, { Exchange: exchange, RoutingKey: "encoding.events" });
      await publishTo(settings, sampleEvents(1));
      assert.ok(await queue.take());
    }),
  );

  it(
    "misses a queue in check and publish",
    withLeakCheck(async () => {
      const settings = rabbitMqSettings(broker, { Queue: `missing-${randomUUID()}` });
      await assert.rejects(checkOf(settings), { reason: "destination-not-found", retryable: false });
      await assert.rejects(publishTo(settings, sampleEvents(2)), { reason: "destination-not-found", retryable: false });
    }),
  );

  it(
    "misses a virtual host",
    withLeakCheck(async () => {
      const settings = rabbitMqSettings(broker, { Queue: "any", VirtualHost: "no 100% such host" });
      await assert.rejects(checkOf(settings), { reason: "access-denied", retryable: false });
    }),
  );

  it(
    "keeps the order when a full queue refuses, and says how far it came",
    withLeakCheck(async () => {
      await using queue = await makeRabbitMqQueue(broker, { maxLength: 3, overflow: "reject-publish" });
      const events = sampleEvents(10);
      const arrived: unknown[] = [];
      await withPublisherTo(queue.settings, async (publisher) => {
        for (let delivered = 0; delivered < events.length;) {
          const error = await publisher.publish(events.slice(delivered), forever).catch((thrown: unknown) => thrown);
          for (let one = await queue.take(); one !== null; one = await queue.take())
            arrived.push(one.properties.messageId);
          if (error === undefined) break;
          assert.ok(error instanceof PublishError && error.reason === "target-full" && error.retryable);
          delivered += error.deliveredCount;
        }
      });
      assert.deepEqual(
        [...new Set(arrived)],
        events.map(({ EventId }) => EventId),
      );
    }),
  );

  it(
    "tells a refused login from a missing permission, and what mends it",
    withLeakCheck(async () => {
      await using queue = await makeRabbitMqQueue(broker);
      const { name, password } = RABBITMQ_READER;
      for (const [credentials, message] of [
        [{ CredentialsSecret: "wrong" }, /login\. Check CredentialsName and CredentialsSecret\.$/u],
        [
          { CredentialsName: name, CredentialsSecret: password },
          /write permission on the exchange "amq\.default" in VirtualHost "\/"\.$/u,
        ],
      ] as const)
        await assert.rejects(checkOf({ ...queue.settings, ...credentials }), { reason: "access-denied", message });
    }),
  );

  it(
    "notices by the heartbeats that an idle connection is dead, and connects anew for the next event",
    withLeakCheck(async () => {
      await using queue = await makeRabbitMqQueue(broker);
      await using cable = await layCable(broker.port);
      const limits = { ...RABBITMQ_LIMITS, heartbeatSeconds: 1 };
      await withOpened(new RabbitMqPublisher({ ...queue.settings, Port: cable.port }, limits), async (publisher) => {
        await publisher.check(forever);
        cable.cut();
        await waitFor(() => cable.open === 0, { what: "the publisher to give the connection up", timeoutMs: 20_000 });
        cable.mend();
        await publisher.publish(sampleEvents(1), forever);
        assert.equal(cable.taken, 2);
      });
    }),
  );
});

/** The properties that are set. */
function given(properties: object): object {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
