import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { waitFor, withLeakCheck } from "@reelbus/testing";
import { connect } from "@nats-io/transport-node";
import { jetstreamManager } from "@nats-io/jetstream";
import type { Fact } from "@reelbus/contracts";
import type { Bus, WorkDelivery } from "./bus.ts";
import { lookInside, publishRaw, streamSize } from "./testing/look-inside.ts";
import { makeWork } from "./testing/messages.ts";
import { withBus } from "./testing/with-bus.ts";

type Delivery = WorkDelivery<"Acquisition">;

/** Takes deliveries and keeps them open until the test settles them. */
async function collect(bus: Bus, concurrency = 1) {
  const deliveries: Delivery[] = [];
  const release = new AbortController();
  const consumption = await bus.consumeWork("Acquisition", {
    concurrency,
    handle: async (delivery) => {
      deliveries.push(delivery);
      await new Promise<void>((resolve) => release.signal.addEventListener("abort", () => resolve(), { once: true }));
    },
  });
  const stop = async (): Promise<void> => {
    release.abort();
    await consumption.stop();
  };
  return { deliveries, stop };
}

async function waitForDeliveries(deliveries: readonly Delivery[], count: number): Promise<void> {
  await waitFor(() => deliveries.length >= count, { what: `${count} deliveries`, timeoutMs: 8_000 });
}

test("work on the wire when the consumer stops is for the next one, at once", () =>
  withBus(async ({ bus, connect }) => {
    const count = 200;
    // Together far more than one read of a socket.
    const works = Array.from({ length: count }, () => ({ ...makeWork(), sealedSecrets: "x".repeat(8_000) }));
    for (const work of works) await bus.publishWork(work);
    const first = await connect({ ackWaitMs: 60_000 });
    const { deliveries, stop } = await collect(first, count);
    await waitFor(() => deliveries.length > 0, { what: "the first delivery", intervalMs: 1 });
    const begun = deliveries.length;
    await stop();
    const next = await connect({ ackWaitMs: 60_000 });
    const { deliveries: later, stop: stopNext } = await collect(next, count);
    await waitForDeliveries(later, count - begun);
    await stopNext();
  }));

test(
  "published work arrives whole, once, and is gone after ack",
  withLeakCheck(() =>
    withBus(async ({ bus }) => {
      const work = makeWork();
      await bus.publishWork(work);
      await bus.publishWork(work);
      assert.equal(await bus.hasWork("Acquisition", work.jobId), true);
      const seen: Delivery[] = [];
      const consumption = await bus.consumeWork("Acquisition", {
        concurrency: 2,
        handle: async (delivery) => {
          seen.push(delivery);
          await delivery.ack();
        },
      });
      await waitFor(async () => !(await bus.hasWork("Acquisition", work.jobId)), { what: "the work to be done" });
      await bus.publishWork(makeWork());
      await waitForDeliveries(seen, 2);
      await consumption.stop();
      assert.deepEqual(seen[0]?.work, work);
      assert.equal(seen[0].delivery, 1);
      assert.notEqual(seen[1]?.work.jobId, work.jobId);
      assert.equal(await bus.hasWork("Encoding", work.jobId), false);
    }),
  ),
);

test("a new attempt of the same phase is new work", () =>
  withBus(async ({ bus }) => {
    const jobId = randomUUID();
    await bus.publishWork(makeWork(jobId, 1));
    await bus.publishWork(makeWork(jobId, 2));
    const { deliveries, stop } = await collect(bus, 2);
    await waitForDeliveries(deliveries, 2);
    assert.deepEqual(
      deliveries.map(({ work }) => work.attempt),
      [1, 2],
    );
    await stop();
  }));

test("two consumers share the work, and neither hoards", () =>
  withBus(async ({ bus, connect: connectAgain }) => {
    const first = await collect(bus);
    for (let count = 0; count < 3; count += 1) await bus.publishWork(makeWork());
    await waitForDeliveries(first.deliveries, 1);
    const second = await collect(await connectAgain(), 2);
    await waitForDeliveries(second.deliveries, 2);
    assert.equal(first.deliveries.length, 1);
    const jobs = [...first.deliveries, ...second.deliveries].map(({ work }) => work.jobId);
    assert.equal(new Set(jobs).size, 3);
    await Promise.all([first.stop(), second.stop()]);
  }));

test("handing back redelivers at once to anybody, with the delivery counted", () =>
  withBus(async ({ bus, connect: connectAgain }) => {
    const first = await collect(await connectAgain({ ackWaitMs: 60_000 }));
    await bus.publishWork(makeWork());
    await waitForDeliveries(first.deliveries, 1);
    const second = await collect(await connectAgain({ ackWaitMs: 60_000 }));
    await first.deliveries[0]?.handBack();
    await waitForDeliveries(second.deliveries, 1);
    assert.equal(second.deliveries[0]?.delivery, 2);
    await Promise.all([first.stop(), second.stop()]);
  }));

test("work that a handler leaves open comes again after a delay, and so does work that it fails on", () =>
  withBus(async ({ bus }) => {
    const work = makeWork();
    await bus.publishWork(work);
    const seen: number[] = [];
    const startedAt = performance.now();
    const consumption = await bus.consumeWork("Acquisition", {
      concurrency: 1,
      handle: async ({ delivery, ack }) => {
        seen.push(delivery);
        if (delivery === 1) return;
        if (delivery === 2) throw new Error("on purpose");
        await ack();
      },
    });
    await waitFor(async () => !(await bus.hasWork("Acquisition", work.jobId)), { what: "the ack", timeoutMs: 10_000 });
    assert.deepEqual(seen, [1, 2, 3]);
    // The server keeps the delays: at least 500 ms, then 1000 ms.
    assert.ok(performance.now() - startedAt > 1_400);
    await consumption.stop();
  }));

test("the lease of long work is renewed: nobody else gets it, while one beside it runs out", () =>
  withBus(async ({ server, connect: connectAgain }) => {
    // Long enough for a busy machine to renew in time.
    const bus = await connectAgain({ ackWaitMs: 3_000 });
    const long = await collect(bus);
    const [work, abandoned] = [makeWork(), makeWork()];
    await bus.publishWork(work);
    await waitForDeliveries(long.deliveries, 1);
    await bus.publishWork(abandoned);
    const other = await connect({ servers: server.url });
    try {
      const consumer = await (await jetstreamManager(other)).jetstream().consumers.get("WORK", "acquisition");
      for (let delivery = 1; delivery <= 2; delivery += 1) {
        const next = () => consumer.next({ expires: 1_000 });
        const message = await waitFor(next, { what: "a lease to run out", timeoutMs: 15_000 });
        assert.equal(message.subject, `work.acquisition.${abandoned.jobId}`);
        assert.equal(message.info.deliveryCount, delivery);
      }
    } finally {
      await other.close();
    }
    await long.deliveries[0]?.ack();
    assert.equal(await bus.hasWork("Acquisition", work.jobId), false);
    await long.stop();
  }));

test("work of a worker that vanishes goes to another one", () =>
  withBus(async ({ server, bus }) => {
    await (await collect(bus)).stop();
    const work = makeWork();
    await bus.publishWork(work);
    // A worker that takes the message and dies: its connection is cut, nobody renews the lease.
    const dying = await connect({ servers: server.url });
    const consumer = await (await jetstreamManager(dying)).jetstream().consumers.get("WORK", "acquisition");
    const taken = await waitFor(() => consumer.next({ expires: 1_000 }), { what: "the message" });
    assert.equal(taken.info.deliveryCount, 1);
    await dying.close();
    const { deliveries, stop } = await collect(bus);
    await waitForDeliveries(deliveries, 1);
    assert.equal(deliveries[0]?.work.jobId, work.jobId);
    assert.equal(deliveries[0].delivery, 2);
    await stop();
  }));

test("purging takes waiting work away and leaves other jobs alone", () =>
  withBus(async ({ bus }) => {
    const [cancelled, other] = [makeWork(), makeWork()];
    await bus.publishWork(cancelled);
    await bus.publishWork(other);
    await bus.purgeWork("Acquisition", cancelled.jobId);
    assert.equal(await bus.hasWork("Acquisition", cancelled.jobId), false);
    const { deliveries, stop } = await collect(bus, 2);
    await waitForDeliveries(deliveries, 1);
    assert.equal(deliveries[0]?.work.jobId, other.jobId);
    await stop();
  }));

test("work purged while it runs can still be acknowledged, and later work flows", () =>
  withBus(async ({ bus }) => {
    const { deliveries, stop } = await collect(bus, 2);
    const work = makeWork();
    await bus.publishWork(work);
    await waitForDeliveries(deliveries, 1);
    await bus.purgeWork("Acquisition", work.jobId);
    await deliveries[0]?.ack();
    await bus.publishWork(makeWork());
    await waitForDeliveries(deliveries, 2);
    await stop();
  }));

test("stopping takes nothing more and waits for the handler in flight", () =>
  withBus(async ({ bus }) => {
    const work = makeWork();
    await bus.publishWork(work);
    let finish = (): void => undefined;
    let running = false;
    const consumption = await bus.consumeWork("Acquisition", {
      concurrency: 1,
      handle: async ({ ack }) => {
        running = true;
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        await ack();
      },
    });
    await waitFor(() => running, { what: "the handler to run" });
    const stopped = consumption.stop();
    const later = makeWork();
    await bus.publishWork(later);
    finish();
    await stopped;
    await consumption.stop();
    assert.equal(await bus.hasWork("Acquisition", work.jobId), false);
    assert.equal(await bus.hasWork("Acquisition", later.jobId), true);
  }));

test("stopping an idle consumer does not wait for its pull requests to end", () =>
  withBus(async ({ connect: connectAgain }) => {
    const bus = await connectAgain({ pullMs: 60_000 });
    const consumption = await bus.consumeWork("Acquisition", { concurrency: 2, handle: () => Promise.resolve() });
    const facts = await bus.consumeFacts({ concurrency: 2, handle: () => Promise.resolve() });
    let isStopped = false;
    void Promise.all([consumption.stop(), facts.stop()]).then(() => (isStopped = true));
    await waitFor(() => isStopped, { what: "the consumers to stop" });
  }));

test("clean-up requests arrive, and come again until they work", () =>
  withBus(async ({ bus }) => {
    const jobId = randomUUID();
    const seen: string[] = [];
    const consumption = await bus.consumeCleanup({
      handle: (id) => {
        seen.push(id);
        return seen.length === 1 ? Promise.reject(new Error("on purpose")) : Promise.resolve();
      },
    });
    await bus.publishCleanup(jobId);
    await waitFor(() => seen.length === 2, { what: "the second try" });
    assert.deepEqual(seen, [jobId, jobId]);
    await consumption.stop();
  }));

test("a clean-up is asked for once for each occasion", () =>
  withBus(async ({ server, bus }) => {
    const jobId = randomUUID();
    for (const occasion of ["late", "late", undefined, undefined]) await bus.publishCleanup(jobId, occasion);
    assert.equal(await streamSize(server, "WORK"), 2);
  }));

test("work that can't be read fails its attempt, when its attempt can be read", () =>
  withBus(async ({ server, bus }) => {
    const facts: Fact[] = [];
    const told = await bus.consumeFacts({ concurrency: 1, handle: (fact) => Promise.resolve(void facts.push(fact)) });
    const { deliveries, stop } = await collect(bus);
    const [nameless, named] = [makeWork(), makeWork(randomUUID(), 3)];
    const { jobId } = named;
    await publishRaw(server, `work.acquisition.${nameless.jobId}`, JSON.stringify({ ...nameless, attempt: "x" }));
    await publishRaw(server, `work.acquisition.${jobId}`, JSON.stringify({ ...named, input: { later: 1 } }));
    await waitFor(async () => (await streamSize(server, "DEAD_LETTERS")) === 2, { what: "two dead letters" });
    await waitFor(() => facts.length > 0, { what: "the failure" });
    const [fact] = facts;
    assert.ok(fact?.kind === "failed");
    assert.deepEqual([fact.jobId, fact.phase, fact.attempt, fact.delivery], [jobId, "Acquisition", 3, 1]);
    assert.deepEqual([fact.failure.reason, fact.failure.retryable], ["invalid-message", false]);
    assert.equal(facts.length, 1);
    assert.equal(deliveries.length, 0);
    await Promise.all([told.stop(), stop()]);
  }));

test("a redelivery to the process that still does the work changes nothing for it", () =>
  withBus(async ({ server, bus }) => {
    const { deliveries, stop } = await collect(bus, 2);
    const work = makeWork();
    await bus.publishWork(work);
    await waitForDeliveries(deliveries, 1);
    // As after an outage longer than the lease; here somebody else gives the first delivery back.
    await publishRaw(server, "$JS.ACK.WORK.acquisition.1.1.1.0.0", "-NAK");
    const redelivered = () =>
      lookInside(server, async ({ consumers }) => (await consumers.info("WORK", "acquisition")).num_redelivered);
    await waitFor(async () => (await redelivered()) === 1, { what: "the redelivery" });
    await deliveries[0]?.ack();
    assert.equal(await bus.hasWork("Acquisition", work.jobId), false);
    await bus.publishWork(makeWork());
    await waitForDeliveries(deliveries, 2);
    assert.notEqual(deliveries[1]?.work.jobId, work.jobId);
    await stop();
  }));
