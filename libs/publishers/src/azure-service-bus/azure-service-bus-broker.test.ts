import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import {
  haltProcess,
  serviceBusConnection,
  startServiceBus,
  waitFor,
  withLeakCheck,
  type TestServer,
} from "@reelbus/testing";
import { forever, isPublishError, withOpened } from "../testing/assertions.ts";
import { publishTo } from "../testing/calls.ts";
import { sampleEvents } from "../testing/index.ts";
import { ServiceBusReader, type ServiceBusEntity } from "./testing/service-bus-reader.ts";
import { overTls, serviceBusSettings } from "./testing/service-bus-target.ts";
import { startTlsFront } from "../testing/tls-front.ts";
import { trustAlso } from "../testing/trust-also.ts";
import { AzureServiceBusPublisher } from "./azure-service-bus-publisher.ts";

const limits = { connectMs: 5_000, answerMs: 1_000, closeMs: 500 };

describe("AzureServiceBusPublisher with a broker", () => {
  let broker: TestServer;
  before(async () => {
    broker = await startServiceBus();
  });
  after(() => broker.stop());

  it(
    "sets the documented properties and no others",
    withLeakCheck(async () => {
      const entity = entityOf("queue");
      const [event] = sampleEvents(1);
      assert.ok(event);
      await publishTo(serviceBusSettings(entity), [event]);
      const [message] = await new ServiceBusReader(entity, 5_000).taken();
      assert.ok(message);
      const { properties = {}, applicationProperties = {} } = message._rawAmqpMessage;
      const { subject, messageId, correlationId, groupId, contentType, ...others } = properties;
      assert.deepEqual(
        { subject, messageId, correlationId, groupId, contentType },
        {
          subject: event.EventType,
          messageId: event.EventId,
          correlationId: event.JobId,
          groupId: event.JobId,
          contentType: "application/json",
        },
      );
      assert.deepEqual(
        Object.values({ ...others, ...applicationProperties, partitionKey: message.partitionKey }).filter(
          (value) => value !== undefined,
        ),
        [],
      );
    }),
  );

  it(
    "names the media type of CloudEvents",
    withLeakCheck(async () => {
      const entity = entityOf("queue");
      await publishTo(serviceBusSettings(entity, { Format: "CloudEvents" }), sampleEvents(1));
      const [message] = await new ServiceBusReader(entity, 5_000).taken();
      assert.equal(message?.contentType, "application/cloudevents+json");
    }),
  );

  it(
    "takes several batches for what goes into no single one",
    withLeakCheck(async () => {
      const entity = entityOf("queue-with-sessions");
      const events = sampleEvents(60, { paddingBytes: 10_000 });
      await publishTo(serviceBusSettings(entity), events);
      const received = await new ServiceBusReader(entity, 5_000).received();
      assert.deepEqual(
        received.map(({ body }) => body),
        events,
      );
    }),
  );

  for (const kind of ["queue", "queue-with-sessions"] as const)
    it(
      `takes events of several jobs in one call, to a ${kind}`,
      withLeakCheck(async () => {
        const entity = entityOf(kind);
        const events = [...sampleEvents(2), ...sampleEvents(1), ...sampleEvents(2)];
        await publishTo(serviceBusSettings(entity), events);
        const taken = await new ServiceBusReader(entity, 5_000).taken();
        assert.deepEqual(
          taken.map(({ messageId, sessionId }) => [messageId, sessionId]),
          events.map(({ EventId, JobId }) => [EventId, JobId]),
        );
      }),
    );

  it(
    "delivers what comes before an event that is too large",
    withLeakCheck(async () => {
      const entity = entityOf("queue");
      const jobId = randomUUID();
      const small = sampleEvents(3, { jobId });
      const large = sampleEvents(1, { jobId, from: 4, paddingBytes: 300_000 });
      const publishing = publishTo(serviceBusSettings(entity), [...small, ...large, ...sampleEvents(1, { jobId })]);
      await assert.rejects(publishing, isPublishError("message-too-large", 3));
      assert.equal((await new ServiceBusReader(entity, 5_000).taken()).length, 3);
    }),
  );

  for (const [queue, reason] of [
    ["queue-refuses-full", "target-full"],
    ["queue-refuses-disabled", "write-refused"],
    ["queue-refuses-internal", "bad-response"],
    ["queue-detaches", "timeout"], // the SDK does not tell a sender that waits
  ] as const)
    it(
      `says ${reason} of ${queue}, each time`,
      withLeakCheck(async () => {
        const connection = serviceBusConnection(broker);
        const settings = serviceBusSettings({ connection, name: queue, subscription: null });
        await withOpened(new AzureServiceBusPublisher(settings, limits), async (publisher) => {
          await assert.rejects(publisher.publish(sampleEvents(2), forever), isPublishError(reason, 0));
          await assert.rejects(publisher.publish(sampleEvents(2), forever), isPublishError(reason, 0));
        });
      }),
    );

  it(
    "notices at once when the service goes while it sends",
    withLeakCheck(async () => {
      await using own = await startServiceBus();
      const settings = serviceBusSettings({ ...entityOf("queue"), connection: serviceBusConnection(own) });
      await withOpened(new AzureServiceBusPublisher(settings, { ...limits, answerMs: 60_000 }), async (publisher) => {
        await publisher.check(forever);
        await haltProcess(own.pid);
        const failure = assert.rejects(
          publisher.publish(sampleEvents(1), forever),
          isPublishError("host-unreachable", 0),
        );
        await own.kill9();
        await failure;
      });
    }),
  );

  it(
    "asks again when a link is open already",
    withLeakCheck(async () => {
      const settings = serviceBusSettings(entityOf("queue"));
      await withOpened(new AzureServiceBusPublisher(settings, limits), async (publisher) => {
        await publisher.check(forever);
        await haltProcess(broker.pid);
        try {
          await assert.rejects(publisher.check(forever), { reason: "timeout" });
        } finally {
          process.kill(broker.pid, "SIGCONT");
        }
      });
    }),
  );

  it(
    "leaves no socket behind when the service does not answer its farewell",
    withLeakCheck(async () => {
      await waitFor(() => openSockets() === 0, { what: "the sockets of earlier tests to be gone" });
      const publisher = new AzureServiceBusPublisher(serviceBusSettings(entityOf("queue")), limits);
      await publisher.check(forever);
      assert.equal(openSockets(), 1);
      await haltProcess(broker.pid);
      try {
        await publisher.close();
        await waitFor(() => openSockets() === 0, { what: "the socket to be gone" });
      } finally {
        process.kill(broker.pid, "SIGCONT");
      }
    }),
  );

  it(
    "takes a connection string of the entity itself",
    withLeakCheck(async () => {
      const entity = entityOf("topic");
      await publishTo(
        serviceBusSettings({ ...entity, connection: `${entity.connection};EntityPath=${entity.name}` }),
        sampleEvents(1),
      );
      assert.equal((await new ServiceBusReader(entity, 5_000).taken()).length, 1);
    }),
  );

  it(
    "speaks TLS to a service whose certificate is trusted",
    withLeakCheck(async () => {
      const entity = entityOf("queue");
      await using front = await startTlsFront(broker.port);
      using _trust = trustAlso(front.certificate);
      const connection = overTls(entity.connection).replace(String(broker.port), String(front.port));
      await publishTo(serviceBusSettings({ ...entity, connection }), sampleEvents(1));
      assert.equal((await new ServiceBusReader(entity, 5_000).taken()).length, 1);
    }),
  );

  function entityOf(kind: "queue" | "queue-with-sessions" | "topic"): ServiceBusEntity {
    return {
      connection: serviceBusConnection(broker),
      name: `${kind}-${randomUUID()}`,
      subscription: kind === "topic" ? "all" : null,
      sessions: kind === "queue-with-sessions",
    };
  }
});

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
}
