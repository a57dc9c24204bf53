import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { setImmediate } from "node:timers/promises";
import { silentLogger } from "@reelbus/kit";
import type { LeasedLane } from "@reelbus/store";
import { waitFor, withLeakCheck } from "@reelbus/testing";
import type { LeaseTerms } from "./lane-lease.ts";
import { LaneTaker } from "./lane-taker.ts";
import { sampleLane } from "./testing/sample-lane.ts";

describe("LaneTaker", () => {
  it(
    "delivers as many lanes at a time as it may, and the others after them",
    withLeakCheck(async () => {
      await using due = new DueLanes(5);
      const taker = due.startTaker({ lanes: 2 });
      await waitFor(() => due.running.length === 2, { what: "two deliveries" });
      assert.equal(due.waiting, 3);
      for (let ended = 0; ended < 5; ended++) {
        await waitFor(() => due.running.length > 0, { what: "a delivery" });
        assert.ok(due.running.length <= 2);
        due.running.shift()?.resolve(false);
      }
      await taker.stop();
    }),
  );

  it(
    "holds so many bytes at a time, and takes others once some are free",
    withLeakCheck(async () => {
      await using due = new DueLanes(5);
      const taker = due.startTaker({ leaseBytes: 2_500, heldBytes: 3_500 });
      await waitFor(() => due.running.length === 4, { what: "four deliveries" });
      assert.deepEqual(due.maxBytes, [2_500, 500]);
      due.running[0]?.resolve(false);
      await waitFor(() => due.running.length === 5, { what: "the fifth" });
      assert.deepEqual(due.maxBytes[2], 500);
      for (const delivery of due.running) delivery.resolve(false);
      await taker.stop();
    }),
  );

  it(
    "asks for each lease under a name of its own, and tells when it asked",
    withLeakCheck(async () => {
      await using due = new DueLanes(1);
      const taker = due.startTaker();
      await waitFor(() => due.running.length === 1, { what: "the first delivery" });
      due.waiting = 1;
      taker.wake();
      await waitFor(() => due.running.length === 2, { what: "the second delivery" });
      assert.equal(new Set(due.terms.map(({ owner }) => owner)).size, 2);
      // The database may begin the lease when it is asked, and answer later.
      for (const { owner, askedAtMs } of due.terms) assert.ok(askedAtMs <= (due.askedAtMs.get(owner) ?? -Infinity));
      for (const delivery of due.running) delivery.resolve(false);
      await taker.stop();
    }),
  );

  it(
    "looks at once when it is told",
    withLeakCheck(async () => {
      await using due = new DueLanes(0);
      due.nextDueInMs = 3_600_000;
      const taker = due.startTaker();
      await waitFor(() => due.looks === 1, { what: "the first look" });
      due.waiting = 1;
      taker.wake();
      await waitFor(() => due.running.length === 1, { what: "the delivery" });
      due.running[0]?.resolve(false);
      await taker.stop();
    }),
  );

  it(
    "looks by itself when a lane falls due",
    withLeakCheck(async () => {
      await using due = new DueLanes(0);
      due.nextDueInMs = 5;
      const taker = due.startTaker();
      await waitFor(() => due.looks >= 3, { what: "further looks" });
      await taker.stop();
    }),
  );

  it(
    "looks anew when a lane was given back, not when it owes nothing",
    withLeakCheck(async () => {
      await using due = new DueLanes(2);
      due.nextDueInMs = 3_600_000;
      using clock = mock.timers;
      clock.enable({ apis: ["setTimeout"] });
      const taker = due.startTaker();
      const looksAfterMs = async (ms: number): Promise<number> => {
        await setImmediate();
        clock.tick(ms);
        await setImmediate();
        return due.looks;
      };
      // The second look finds nothing: a pause of a second follows.
      assert.equal(await looksAfterMs(20), 2);
      due.running[0]?.resolve(false);
      assert.equal(await looksAfterMs(20), 2);
      due.running[1]?.resolve(true);
      assert.equal(await looksAfterMs(19), 2);
      assert.equal(await looksAfterMs(1), 3);
      await taker.stop();
    }),
  );

  it(
    "outlives a store that fails, and deliveries that fail",
    withLeakCheck(async () => {
      await using due = new DueLanes(2);
      due.failures = 1;
      const taker = due.startTaker();
      await waitFor(() => due.looks === 1, { what: "the look that fails" });
      taker.wake();
      await waitFor(() => due.running.length === 2, { what: "the deliveries" });
      due.running[0]?.reject(new Error("no database"));
      due.running[1]?.resolve(false);
      await taker.stop();
    }),
  );

  it(
    "takes nothing after stop, which waits for the deliveries that run",
    withLeakCheck(async () => {
      await using due = new DueLanes(1);
      const taker = due.startTaker();
      await waitFor(() => due.running.length === 1, { what: "the delivery" });
      let stopped = false;
      const stopping = taker.stop().then(() => (stopped = true));
      due.waiting = 1;
      taker.wake();
      await waitFor(() => due.waiting === 1, { what: "a turn of the loop" });
      assert.equal(stopped, false);
      due.running[0]?.resolve(false);
      await stopping;
      assert.equal(due.waiting, 1);
    }),
  );
});

/** A store with due lanes, and deliveries that end when the test says so. */
class DueLanes implements AsyncDisposable {
  waiting: number;
  looks = 0;
  /** How many bytes each look asked for. */
  readonly maxBytes: number[] = [];
  /** When it was asked for lanes, by the name of the lease. */
  readonly askedAtMs = new Map<string, number>();
  readonly terms: LeaseTerms[] = [];
  failures = 0;
  nextDueInMs: number | null = null;
  /** Each resolves to whether the lane will be due again. */
  readonly running: PromiseWithResolvers<boolean>[] = [];
  #taker: LaneTaker | null = null;

  constructor(waiting: number) {
    this.waiting = waiting;
  }

  /** So that a test which fails does not run on. */
  async [Symbol.asyncDispose](): Promise<void> {
    const stopped = this.#taker?.stop();
    this.waiting = 0;
    for (const delivery of this.running) delivery.resolve(false);
    await stopped;
  }

  startTaker({ lanes = 10, leaseBytes = 100_000, heldBytes = 100_000 } = {}): LaneTaker {
    this.#taker = new LaneTaker({
      owner: "me",
      limits: { lanes, batch: 10, batchBytes: 100_000, leaseMs: 60_000, leaseBytes, heldBytes },
      logger: silentLogger,
      lanes: {
        lease: ({ owner, limit, maxBytes }) => {
          this.askedAtMs.set(owner, performance.now());
          return this.#lease(limit, maxBytes);
        },
        nextDueInMs: () => Promise.resolve(this.nextDueInMs),
      },
      deliver: (_lane, terms) => {
        this.terms.push(terms);
        const delivery = Promise.withResolvers<boolean>();
        this.running.push(delivery);
        return delivery.promise;
      },
    });
    return this.#taker;
  }

  /** Each lane has 1,000 bytes; the last one may begin below the limit. */
  #lease(limit: number, maxBytes = Infinity): Promise<LeasedLane[]> {
    this.looks += 1;
    this.maxBytes.push(maxBytes);
    if (this.failures > 0) {
      this.failures -= 1;
      return Promise.reject(new Error("no database"));
    }
    const count = Math.min(limit, this.waiting, Math.ceil(maxBytes / 1_000));
    this.waiting -= count;
    return Promise.resolve(Array.from({ length: count }, () => sampleLane({ bytes: 1_000 })));
  }
}
