import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { waitFor, withLeakCheck } from "@reelbus/testing";
import { openDeliveries, streamSize } from "./testing/look-inside.ts";
import { makeFact, makeStarted, makeWork } from "./testing/messages.ts";
import { withBus } from "./testing/with-bus.ts";

test("a server killed and started again in the middle: nothing stored is lost, running work is acknowledged", () =>
  withBus(async ({ server, connect }) => {
    const bus = await connect({ ackWaitMs: 3_000 });
    const before = [makeWork(), makeWork(), makeWork()];
    const done: string[] = [];
    let restarted = (): void => undefined;
    const restart = new Promise<void>((resolve) => {
      restarted = resolve;
    });
    let running = 0;
    const consumption = await bus.consumeWork("Acquisition", {
      concurrency: 2,
      handle: async ({ work, ack }) => {
        running += 1;
        await restart;
        await ack();
        done.push(work.jobId);
      },
    });
    for (const work of before) await bus.publishWork(work);
    await waitFor(() => running === 2, { what: "two running handlers" });

    await server.kill9();
    await waitFor(() => !bus.isConnected(), { what: "the loss to be noticed" });
    // Published while nobody is there: stored as soon as somebody is.
    const during = makeWork();
    const published = bus.publishWork(during);
    bus.tellFact(makeFact(during.jobId, 1));
    await server.restart();
    await published;
    await waitFor(() => bus.isConnected(), { what: "the connection" });
    restarted();

    const after = makeWork();
    await bus.publishWork(after);
    await waitFor(async () => (await streamSize(server, "WORK")) === 0, { what: "all work", timeoutMs: 15_000 });
    await waitFor(() => done.length >= 5, { what: "the handlers" });
    const jobs = [...before, during, after].map(({ jobId }) => jobId);
    assert.deepEqual([...new Set(done)].sort(), jobs.sort());
    await consumption.stop();
  }));

test("facts survive a killed server, in order", () =>
  withBus(async ({ server, bus, connect }) => {
    const jobId = randomUUID();
    for (let attempt = 1; attempt <= 10; attempt += 1) await bus.publishFact(makeStarted(jobId, attempt));
    const seen: number[] = [];
    const consumer = await connect({ ackWaitMs: 2_000 });
    const consumption = await consumer.consumeFacts({
      concurrency: 1,
      handle: async (fact) => {
        seen.push(fact.attempt);
        if (fact.attempt !== 5 || seen.filter((attempt) => attempt === 5).length > 1) return;
        await server.kill9();
        await server.restart();
      },
    });
    // A server that is killed may remember an acknowledgement and forget that it removed the message: what counts is
    // that it has nothing left to deliver.
    await waitFor(async () => (await openDeliveries(server, "FACTS", "conductor")) === 0 && seen.includes(10), {
      what: "all facts",
      timeoutMs: 20_000,
    });
    assert.deepEqual([...new Set(seen)], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await consumption.stop();
  }));

test(
  "while the server is away publishing fails after its bound, telling does nothing, and closing works",
  withLeakCheck(() =>
    withBus(async ({ server, connect }) => {
      const bus = await connect({ requestMs: 500, closeMs: 500 });
      await bus.consumeWork("Acquisition", { concurrency: 2, handle: () => Promise.resolve() });
      await bus.consumeFacts({ concurrency: 2, handle: () => Promise.resolve() });
      await server.kill9();
      await waitFor(() => !bus.isConnected(), { what: "the loss to be noticed" });
      const retryable = { name: "ReelbusError", reason: "internal", retryable: true };
      await assert.rejects(bus.publishWork(makeWork()), retryable);
      await assert.rejects(bus.hasWork("Encoding", randomUUID()), retryable);
      await assert.rejects(bus.flush(), retryable);
      bus.tellFact(makeFact(randomUUID(), 1));
      bus.nudge("jobs");
      // Many dials have failed by now, and none is the last.
      await server.restart();
      await waitFor(() => bus.isConnected(), { what: "the connection" });
      await bus.publishWork(makeWork());
      await server.kill9();
      await waitFor(() => !bus.isConnected(), { what: "the second loss to be noticed" });
      await bus.close();
    }),
  ),
);
