import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { ReelbusError, type Fact } from "@reelbus/contracts";
import { waitFor, withLeakCheck } from "@reelbus/testing";
import type { Bus } from "./bus.ts";
import { makeFact, makeFailed, makeStarted } from "./testing/messages.ts";
import { deadLetters, publishRaw, streamSize, unacknowledged } from "./testing/look-inside.ts";
import { withBus } from "./testing/with-bus.ts";

function percentOf(fact: Fact): number {
  return fact.kind === "progress" ? fact.percent : -1;
}

/** Stores facts of a job, which their attempts tell apart. */
async function publish(bus: Bus, jobId: string, attempts: readonly number[]): Promise<void> {
  for (const attempt of attempts) await bus.publishFact(makeStarted(jobId, attempt));
}

test(
  "facts of one job come in order, one at a time; those of other jobs run beside",
  withLeakCheck(() =>
    withBus(async ({ bus, server }) => {
      const jobs = [randomUUID(), randomUUID(), randomUUID()];
      const seen = new Map<string, number[]>();
      const running = new Map<string, number>();
      let together = 0;
      let overlaps = 0;
      const wanted = Array.from({ length: 20 }, (_, index) => index + 1);
      for (const jobId of jobs) await publish(bus, jobId, wanted);
      const consumption = await bus.consumeFacts({
        concurrency: 2,
        handle: async (fact) => {
          const now = (running.get(fact.jobId) ?? 0) + 1;
          running.set(fact.jobId, now);
          if (now > 1) overlaps += 1;
          together = Math.max(
            together,
            [...running.values()].reduce((sum, count) => sum + count),
          );
          await new Promise(setImmediate);
          seen.set(fact.jobId, [...(seen.get(fact.jobId) ?? []), fact.attempt]);
          running.set(fact.jobId, now - 1);
        },
      });
      await waitFor(async () => (await streamSize(server, "FACTS")) === 0, { what: "all facts to be recorded" });
      await consumption.stop();
      for (const jobId of jobs) assert.deepEqual(seen.get(jobId), wanted);
      assert.equal(overlaps, 0);
      assert.equal(together, 2);
    }),
  ),
);

test("a rejected fact is tried again, later facts of its job wait, other jobs go on", () =>
  withBus(async ({ bus, server }) => {
    const [failing, other] = [randomUUID(), randomUUID()];
    const seen: string[] = [];
    let failures = 0;
    const consumption = await bus.consumeFacts({
      concurrency: 1,
      handle: (fact) => {
        if (fact.jobId === failing && fact.attempt === 1 && failures < 3) {
          failures += 1;
          return Promise.reject(new Error("the database is away"));
        }
        seen.push(`${fact.jobId === failing ? "failing" : "other"} ${fact.attempt}`);
        return Promise.resolve();
      },
    });
    await publish(bus, failing, [1, 2, 3]);
    await publish(bus, other, [1]);
    await waitFor(async () => seen.length === 4 && (await streamSize(server, "FACTS")) === 0, { what: "all facts" });
    assert.deepEqual(seen, ["other 1", "failing 1", "failing 2", "failing 3"]);
    assert.equal(failures, 3);
    await consumption.stop();
  }));

test("a fact that can't succeed goes to the dead letters, and the next one of its job comes", () =>
  withBus(async ({ bus, server }) => {
    const jobId = randomUUID();
    const seen: number[] = [];
    const consumption = await bus.consumeFacts({
      concurrency: 1,
      handle: (fact) => {
        if (fact.attempt === 1) {
          return Promise.reject(new ReelbusError("internal", "No such job.", { retryable: false }));
        }
        seen.push(fact.attempt);
        return Promise.resolve();
      },
    });
    await publish(bus, jobId, [1, 2]);
    await waitFor(async () => seen.length === 1 && (await streamSize(server, "FACTS")) === 0, { what: "the second" });
    const [letter] = await deadLetters(server);
    assert.equal(letter?.subject, `dead-letters.facts.${jobId}`);
    assert.equal(letter.reason, "internal");
    assert.equal(letter.problem, "No such job.");
    assert.deepEqual(JSON.parse(letter.body), makeStarted(jobId));
    await consumption.stop();
  }));

test("a fact published twice is stored once", () =>
  withBus(async ({ bus, server }) => {
    const jobId = randomUUID();
    await bus.publishFact(makeStarted(jobId));
    await bus.publishFact(makeStarted(jobId));
    assert.equal(await streamSize(server, "FACTS"), 1);
    await bus.publishFact(makeStarted(jobId, 2));
    assert.equal(await streamSize(server, "FACTS"), 2);
  }));

test("facts that wait when the consumer stops are for the next one, at once and in order", () =>
  withBus(async ({ bus, server, connect }) => {
    const jobId = randomUUID();
    const slow = await connect({ ackWaitMs: 60_000 });
    let finish = (): void => undefined;
    let running = false;
    const consumption = await slow.consumeFacts({
      concurrency: 1,
      handle: () => {
        running = true;
        return new Promise<void>((resolve) => {
          finish = resolve;
        });
      },
    });
    await publish(bus, jobId, [1, 2, 3]);
    await waitFor(() => running, { what: "the first fact" });
    await waitFor(async () => (await unacknowledged(server, "FACTS", "conductor")) === 3, { what: "the deliveries" });
    await slow.flush();
    const stopped = consumption.stop();
    finish();
    await stopped;
    const seen: number[] = [];
    const next = await connect({ ackWaitMs: 60_000 });
    const nextConsumption = await next.consumeFacts({
      concurrency: 1,
      handle: (fact) => {
        seen.push(fact.attempt);
        return Promise.resolve();
      },
    });
    await waitFor(() => seen.length === 2, { what: "the facts that waited" });
    assert.deepEqual(seen, [2, 3]);
    await nextConsumption.stop();
  }));

test("facts on the wire when the consumer stops are for the next one, at once", () =>
  withBus(async ({ bus, connect }) => {
    const jobId = randomUUID();
    const attempts = Array.from({ length: 200 }, (_, index) => index + 1);
    // Together far more than one read of a socket.
    for (const attempt of attempts) await bus.publishFact(makeFailed(jobId, attempt, "ü".repeat(4_000)));
    const first = await connect({ ackWaitMs: 60_000 });
    const seen: number[] = [];
    const consumption = await first.consumeFacts({
      concurrency: 1,
      handle: (fact) => {
        seen.push(fact.attempt);
        return Promise.resolve();
      },
    });
    await waitFor(() => seen.length > 0, { what: "the first fact", intervalMs: 1 });
    await consumption.stop();
    const next = await connect({ ackWaitMs: 60_000 });
    const nextConsumption = await next.consumeFacts({
      concurrency: 1,
      handle: (fact) => {
        seen.push(fact.attempt);
        return Promise.resolve();
      },
    });
    await waitFor(() => seen.length === attempts.length, { what: "the facts that were on the wire" });
    // What was never sent may overtake what is given back.
    assert.deepEqual(new Set(seen), new Set(attempts));
    await nextConsumption.stop();
  }));

test("told facts are never stored: one consumer gets each, in order, while it is there", () =>
  withBus(async ({ bus, server, connect }) => {
    const [before, jobId] = [randomUUID(), randomUUID()];
    bus.tellFact(makeFact(before, 1));
    await bus.flush();
    const seen: string[] = [];
    const handle = async (fact: Fact): Promise<void> => {
      await new Promise(setImmediate);
      seen.push(`${fact.jobId} ${percentOf(fact)}`);
    };
    const first = await bus.consumeFacts({ concurrency: 4, handle });
    await bus.flush();
    for (let percent = 1; percent <= 20; percent += 1) bus.tellFact(makeFact(jobId, percent));
    await waitFor(() => seen.length === 20, { what: "the told facts" });
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, (_, index) => `${jobId} ${index + 1}`),
    );
    const other = await connect();
    const second = await other.consumeFacts({ concurrency: 4, handle });
    await other.flush();
    for (let percent = 21; percent <= 40; percent += 1) bus.tellFact(makeFact(jobId, percent));
    await waitFor(() => seen.length >= 40, { what: "the facts for either" });
    assert.equal(new Set(seen).size, 40);
    assert.equal(seen.length, 40);
    assert.equal(await streamSize(server, "FACTS"), 0);
    await Promise.all([first.stop(), second.stop()]);
  }));

test("a told fact that is rejected, or can't be read, holds nothing up", () =>
  withBus(async ({ bus, server }) => {
    const jobId = randomUUID();
    const seen: number[] = [];
    const consumption = await bus.consumeFacts({
      concurrency: 1,
      handle: (fact) => {
        seen.push(percentOf(fact));
        return percentOf(fact) === 1 ? Promise.reject(new Error("the database is away")) : Promise.resolve();
      },
    });
    await bus.flush();
    await publishRaw(server, `signs.${jobId}`, "{");
    for (const percent of [1, 2]) bus.tellFact(makeFact(jobId, percent));
    await bus.publishFact(makeStarted(jobId));
    await waitFor(() => seen.length === 3, { what: "the facts" });
    assert.deepEqual(seen.toSorted(), [-1, 1, 2]);
    await waitFor(async () => (await deadLetters(server)).length === 1, { what: "the dead letter" });
    await consumption.stop();
  }));
