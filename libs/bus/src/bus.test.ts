import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { connect, headers } from "@nats-io/transport-node";
import { refusalSchema, type Abort } from "@reelbus/contracts";
import { startNats, waitFor, withLeakCheck } from "@reelbus/testing";
import type { SubmissionReply } from "./bus.ts";
import { openBus } from "./open-bus.ts";
import { deadLetters, lookInside, publishRaw, streamSize } from "./testing/look-inside.ts";
import { makeFact, makeStarted, makeWork, quietLogger } from "./testing/messages.ts";
import { withBus } from "./testing/with-bus.ts";

test("ensureStreams is idempotent, corrects what differs, and keeps what operators own", () =>
  withBus(async ({ server, bus }) => {
    await lookInside(server, ({ streams }) => streams.update("WORK", { max_bytes: 1_048_576, description: "ours" }));
    await bus.ensureStreams();
    await bus.ensureStreams();
    const { config } = await lookInside(server, ({ streams }) => streams.info("WORK"));
    assert.equal(config.max_bytes, 536_870_912);
    assert.equal(config.retention, "workqueue");
    assert.equal(config.description, "ours");
  }));

test("a stream that can't be brought up to date is an error that names it", async () => {
  await using server = await startNats();
  await lookInside(server, ({ streams }) => streams.add({ name: "WORK", subjects: ["work.>"] }));
  const bus = await openBus({ url: server.url, name: "test", logger: quietLogger });
  try {
    await assert.rejects(bus.ensureStreams(), { name: "ReelbusError", retryable: false, message: /stream WORK/u });
  } finally {
    await bus.close();
  }
});

test("unreadable messages become dead letters with their reasons, and are gone from the streams", () =>
  withBus(async ({ server, bus }) => {
    const jobId = randomUUID();
    const unexpected = () => Promise.reject(new Error("must not be handled"));
    const consumptions = [
      await bus.consumeWork("Acquisition", { concurrency: 1, handle: unexpected }),
      await bus.consumeFacts({ concurrency: 1, handle: unexpected }),
      await bus.consumeCleanup({ handle: unexpected }),
    ];
    const subscription = bus.onAbort(() => assert.fail("must not be handled"));
    await bus.flush();
    await publishRaw(server, `work.acquisition.${jobId}`, JSON.stringify({ ...makeWork(jobId), attempt: 0 }));
    await publishRaw(server, `facts.${jobId}`, "{");
    await publishRaw(server, "work.cleanup.x", JSON.stringify({ jobId: "x" }));
    await publishRaw(server, `abort.${jobId}`, "{}");
    await waitFor(async () => (await streamSize(server, "DEAD_LETTERS")) === 4, { what: "four dead letters" });
    await waitFor(async () => (await streamSize(server, "WORK")) + (await streamSize(server, "FACTS")) === 0, {
      what: "the streams to be empty",
    });
    const letters = new Map((await deadLetters(server)).map((letter) => [letter.subject, letter]));
    assert.ok([...letters.values()].every(({ reason }) => reason === "invalid-message"));
    assert.match(letters.get(`dead-letters.work.acquisition.${jobId}`)?.problem ?? "", /^attempt: /u);
    assert.equal(letters.get(`dead-letters.facts.${jobId}`)?.body, "{");
    assert.ok(letters.has("dead-letters.work.cleanup.x"));
    assert.ok(letters.has(`dead-letters.abort.${jobId}`));
    subscription.unsubscribe();
    await Promise.all(consumptions.map((consumption) => consumption.stop()));
  }));

test("aborts and nudges reach those who listen, until they unsubscribe", () =>
  withBus(async ({ bus, connect: connectAgain }) => {
    const listener = await connectAgain();
    const aborts: Abort[] = [];
    const nudges: string[] = [];
    const subscription = listener.onAbort((abort) => aborts.push(abort));
    listener.onNudge("cancel", (payload) => nudges.push(payload));
    listener.onNudge("jobs", () => {
      nudges.push("jobs");
      throw new Error("a listener's error stays with it");
    });
    await listener.flush();
    const abort: Abort = { jobId: randomUUID(), reason: "superseded", keep: { phase: "Encoding", attempt: 2 } };
    bus.broadcastAbort(abort);
    bus.nudge("cancel", abort.jobId);
    bus.nudge("jobs");
    bus.nudge("jobs");
    await waitFor(() => nudges.length === 3, { what: "three nudges" });
    assert.deepEqual(aborts, [abort]);
    assert.deepEqual(nudges, [abort.jobId, "jobs", "jobs"]);
    subscription.unsubscribe();
    bus.broadcastAbort(abort);
    bus.nudge("cancel", "last");
    await waitFor(() => nudges.includes("last"), { what: "the last nudge" });
    assert.equal(aborts.length, 1);
  }));

test("submissions are answered by one server each, and a failing one with an error", () =>
  withBus(async ({ server, bus, connect: connectAgain }) => {
    let handled = 0;
    const serve = (body: Uint8Array, headers: Readonly<Record<string, string>>): Promise<SubmissionReply> => {
      handled += 1;
      if (body.length === 0) return Promise.reject(new Error("on purpose"));
      const reply = Buffer.concat([body, Buffer.from(headers["x-tenant"] ?? "")]);
      return Promise.resolve({ body: reply, headers: { "Retry-After": "1" } });
    };
    const first = await bus.serveSubmissions(serve);
    const second = await (await connectAgain()).serveSubmissions(serve);
    await waitFor(() => bus.flush().then(() => true), { what: "the subscription" });
    const customer = await connect({ servers: server.url });
    try {
      const fields = headers();
      fields.set("X-Tenant", "acme");
      const reply = await customer.request("jobs.submit", "job for ", { timeout: 2_000, headers: fields });
      assert.equal(reply.string(), "job for acme");
      assert.equal(reply.headers?.get("Retry-After"), "1");
      assert.equal(handled, 1);
      const refused = await customer.request("jobs.submit", "", { timeout: 2_000 });
      assert.equal(refused.headers?.get("Nats-Service-Error-Code"), "500");
      assert.equal(refusalSchema.parse(refused.json()).Error, "internal");
      await Promise.all([first.stop(), second.stop(), first.stop()]);
      await assert.rejects(customer.request("jobs.submit", "x", { timeout: 2_000 }), /no responders/u);
    } finally {
      await customer.close();
    }
  }));

test("a message larger than the stream takes is refused for good", () =>
  withBus(async ({ bus }) => {
    const work = { ...makeWork(), tenantId: "x".repeat(1_045_000) };
    await assert.rejects(bus.publishWork(work), { name: "ReelbusError", retryable: false });
    const tooLargeForAny = { ...makeWork(), tenantId: "x".repeat(1_100_000) };
    await assert.rejects(bus.publishWork(tooLargeForAny), { name: "ReelbusError", retryable: false });
  }));

test("no server: the first try that fails is told, connecting fails after its bound, and can be tried again", async () => {
  const server = await startNats();
  await server.stop();
  const { host } = new URL(server.url);
  const told: string[] = [];
  const logger = { ...quietLogger, warn: (_fields: object, message: string) => void told.push(message) };
  const url = `nats://user:hunter2@${host}`;
  await assert.rejects(openBus({ url, name: "test", logger, timing: { requestMs: 500 } }), {
    name: "ReelbusError",
    reason: "host-unreachable",
    retryable: true,
    message: `The message bus could not connect to NATS at ${host}: no answer in time.`,
  });
  assert.deepEqual(told, [
    `no answer from NATS at ${host} yet; check that it runs there, and NATS_URL, which says where it is`,
  ]);
});

test(
  "close ends consumptions that were left open, is safe to call twice, and leaves nothing behind",
  withLeakCheck(() =>
    withBus(async ({ bus, connect: connectAgain }) => {
      const closing = await connectAgain();
      await closing.consumeFacts({ concurrency: 2, handle: () => Promise.resolve() });
      await closing.consumeWork("Encoding", { concurrency: 3, handle: () => Promise.resolve() });
      await closing.consumeCleanup({ handle: () => Promise.resolve() });
      await closing.serveSubmissions((body) => Promise.resolve({ body, headers: {} }));
      closing.onAbort(() => undefined);
      closing.nudge("jobs");
      await Promise.all([closing.close(), closing.close()]);
      assert.equal(closing.isConnected(), false);
      await assert.rejects(closing.publishFact(makeStarted(randomUUID())), { name: "ReelbusError", retryable: true });
      closing.tellFact(makeFact(randomUUID(), 1));
      closing.nudge("jobs");
      assert.equal(bus.isConnected(), true);
    }),
  ),
);
