import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { publisherTestEventSchema, publisherTestSchema, refusalSchema, type PublisherTest } from "@reelbus/contracts";
import { makeRabbitMqQueue, rabbitMqSettings } from "@reelbus/publishers/testing";
import { CLOSED_PORT, makeTempFolder, sharedRabbitMq, startBlackHole } from "@reelbus/testing";
import { withApi, type RunningApi } from "../testing/with-api.ts";

const testOf = async ({ post }: RunningApi, settings: object): Promise<PublisherTest> => {
  const response = await post("/publishers/test", settings);
  assert.equal(response.status, 200);
  return publisherTestSchema.parse(await response.json());
};

const failureOf = ({ Succeeded, Steps }: PublisherTest) => {
  assert.equal(Succeeded, false);
  const last = Steps.at(-1);
  return [last?.Step, last?.Error?.Reason, last?.Error?.Retryable];
};

test("a publisher that works gets a test event that consumers can tell from all others", async () => {
  const broker = await sharedRabbitMq();
  await using queue = await makeRabbitMqQueue(broker);
  await withApi(async (api) => {
    const { Succeeded, EventId, JobId, Steps } = await testOf(api, queue.settings);
    assert.equal(Succeeded, true);
    assert.deepEqual(
      Steps.map(({ Step, Error }) => [Step, Error]),
      [
        ["Check", null],
        ["Publish", null],
      ],
    );
    const [only, ...others] = await queue.received();
    assert.deepEqual(others, []);
    assert.equal(only?.deduplicationId, EventId);
    const event = publisherTestEventSchema.parse(only.body);
    assert.deepEqual([event.EventType, event.EventId, event.JobId], ["PublisherTest", EventId, JobId]);
  });
});

test("a folder gets the test event as a file, in the format that it wants", async () => {
  await using folder = await makeTempFolder("publisher-test");
  await withApi(
    async (api) => {
      const { JobId, EventId } = await testOf(api, { Type: "Files", Format: "CloudEvents", UriPath: folder.path });
      assert.deepEqual(await readdir(join(folder.path, JobId)), ["000001-PublisherTest.json"]);
      const text = await readFile(join(folder.path, JobId, "000001-PublisherTest.json"), "utf8");
      const { id, type } = JSON.parse(text) as { id: string; type: string };
      assert.deepEqual([id, type], [EventId, "reelbus.PublisherTest"]);
    },
    { allowedRoots: [folder.path] },
  );
});

test("what fails is named, with its step and reason", async () => {
  const broker = await sharedRabbitMq();
  await withApi(async (api) => {
    const rabbitMq = (changes: object) => testOf(api, rabbitMqSettings(broker, { Queue: "events", ...changes }));
    assert.deepEqual(failureOf(await rabbitMq({ Queue: "no-such-queue" })), ["Check", "destination-not-found", false]);
    assert.deepEqual(failureOf(await rabbitMq({ CredentialsSecret: "wrong" })), ["Check", "access-denied", false]);
    assert.deepEqual(failureOf(await rabbitMq({ Port: CLOSED_PORT })), ["Check", "host-unreachable", true]);
    assert.deepEqual(failureOf(await testOf(api, { Type: "Files", UriPath: "/events" })), [
      "Check",
      "location-not-allowed",
      false,
    ]);
    // No check of RabbitMQ finds that nothing is bound to an exchange.
    const unbound = await testOf(
      api,
      rabbitMqSettings(broker, { Exchange: "amq.direct", RoutingKey: "no-such-binding" }),
    );
    assert.deepEqual(failureOf(unbound), ["Publish", "destination-not-found", false]);
    assert.equal(unbound.Steps[0]?.Succeeded, true);
  });
});

test("a publisher that does not answer is given up in time", async () => {
  await using blackHole = await startBlackHole();
  const { port } = blackHole;
  await withApi(
    async (api) => {
      const settings = { Type: "RabbitMq", Protocol: "amqp", Host: "127.0.0.1", Port: port, Queue: "events" };
      assert.deepEqual(failureOf(await testOf(api, settings)), ["Check", "timeout", true]);
    },
    { limits: { publisherTestMs: 100 } },
  );
});

test("only so many tests run at a time", async () => {
  const connected = Promise.withResolvers<Socket>();
  const silent = createServer((socket) => connected.resolve(socket.resume())).listen(0, "127.0.0.1");
  await once(silent, "listening");
  try {
    await withApi(
      async (api) => {
        const { port } = silent.address() as AddressInfo;
        const settings = { Type: "RabbitMq", Protocol: "amqp", Host: "127.0.0.1", Port: port, Queue: "events" };
        const first = testOf(api, settings);
        const socket = await connected.promise;
        const second = await api.post("/publishers/test", settings);
        assert.deepEqual([second.status, second.headers.get("retry-after")], [429, "1"]);
        socket.destroy();
        assert.equal((await first).Succeeded, false);
      },
      { limits: { publisherTests: 1 } },
    );
  } finally {
    silent.close();
    await once(silent, "close");
  }
});

test("neither the answer nor the log holds a secret", async () => {
  const broker = await sharedRabbitMq();
  await withApi(async (api) => {
    const secret = "hunter2 of the broker";
    const results = await testOf(api, rabbitMqSettings(broker, { Queue: "events", CredentialsSecret: secret }));
    const refused = await api.post("/publishers/test", { Type: "RabbitMq", CredentialsSecret: secret, Typo: secret });
    const shown = [JSON.stringify(results), await refused.text(), ...api.log].join("\n");
    assert.match(shown, /publisher tested/u);
    assert.ok(!shown.includes(secret));
  });
});

test("settings with problems are refused, each with its path", () =>
  withApi(async (api) => {
    for (const [settings, path] of [
      [{ Type: "RabbitMq", Queue: "events" }, "Host"],
      [{ Type: "Nonsense" }, "Type"],
      [{ MessagePublishers: [{ Type: "Nonsense" }], ContentProcessing: {} }, ""],
      [{ Type: "Files", UriPath: "/events", Typo: 1 }, "Typo"],
      [
        { Type: "RabbitMq", Host: "h", Queue: "q", CredentialsName: "n", CredentialsSecret: "[redacted]" },
        "CredentialsSecret",
      ],
    ] as const) {
      const response = await api.post("/publishers/test", settings);
      assert.equal(response.status, 400);
      const { Message, Problems } = refusalSchema.parse(await response.json());
      assert.equal(Message, "The publisher has problems.");
      assert.deepEqual(
        Problems?.map(({ Path }) => Path),
        [path],
      );
    }
    assert.equal((await api.post("/publishers/test", "{}", { "content-type": "text/plain" })).status, 415);
  }));
