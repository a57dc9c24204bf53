import { eventExamples, publisherTestExample } from "@reelbus/contracts/testing";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { withLeakCheck } from "@reelbus/testing";
import { EventInbox, type EventInboxOptions } from "./event-inbox.ts";
import type { EventStore } from "./job-lane.ts";
import type { JobEvent } from "./parse-event.ts";

const LONG = { holdMs: 60_000 };
const jobId = randomUUID();

/** An event of a job; with the same Sequence, always the same one. */
function event(sequence: number, others: { EventType?: string; JobId?: string } = {}) {
  const EventId = `019ab5c2-7f00-7000-8000-${String(sequence).padStart(12, "0")}`;
  return { ...eventExamples.ContentAcquired, JobId: jobId, Sequence: sequence, EventId, ...others };
}

/** Keeps events in memory; fails as often as it is told to, before or after it has stored. */
class MemoryStore implements EventStore {
  readonly stored: string[] = [];
  readonly failures: ("before" | "after")[] = [];
  readonly begun = Promise.withResolvers<undefined>();
  readonly #last = new Map<string, number>();

  async lastSequence(job: string): Promise<number> {
    await new Promise(setImmediate);
    return this.#last.get(job) ?? 0;
  }

  async store({ event: { JobId, Sequence } }: JobEvent): Promise<void> {
    this.begun.resolve(undefined);
    await new Promise(setImmediate);
    const failure = this.failures.shift();
    if (failure === "before") throw new Error("the disk is full");
    this.keep(JobId, Sequence);
    if (failure === "after") throw new Error("the connection was lost");
  }

  keep(job: string, sequence: number): void {
    this.stored.push(job === jobId ? String(sequence) : `${job} ${sequence}`);
    this.#last.set(job, sequence);
  }
}

/** A test with a new store and an inbox, which holds nothing in the end. */
function inInbox(body: (inbox: EventInbox, store: MemoryStore) => Promise<void>, options: EventInboxOptions = LONG) {
  return withLeakCheck(async () => {
    const store = new MemoryStore();
    const inbox = new EventInbox(store, options);
    await body(inbox, store);
    await inbox.close();
  });
}

const order = (length: number) => Array.from({ length }, (_, index) => String(index + 1));

describe("EventInbox", () => {
  it(
    "stores a job's events in order and once, however they come",
    inInbox(async (inbox, store) => {
      const sequences = [7, 3, 1, 3, 2, 6, 6, 5, 1, 4, 8, 7];
      const taken = await Promise.all(sequences.map((sequence) => inbox.take(event(sequence))));
      assert.deepEqual(store.stored, order(8));
      assert.ok(taken.every((outcome) => outcome === "stored" || outcome === "duplicate"));
      assert.equal(await inbox.take(event(5)), "duplicate");

      assert.deepEqual(store.stored, order(8));
    }),
  );

  it(
    "goes on where the store ends, after a restart",
    inInbox(async (inbox, store) => {
      store.keep(jobId, 1);
      store.keep(jobId, 2);
      assert.deepEqual(await Promise.all([3, 2, 4].map((sequence) => inbox.take(event(sequence)))), [
        "stored",
        "duplicate",
        "stored",
      ]);
      assert.deepEqual(store.stored, order(4));
    }),
  );

  it(
    "holds up no other job while one waits",
    inInbox(async (inbox, store) => {
      const waits = inbox.take(event(2));
      const other = randomUUID();
      assert.equal(await inbox.take(event(1, { JobId: other })), "stored");
      await inbox.take(event(1));
      assert.equal(await waits, "stored");
      assert.deepEqual(store.stored, [`${other} 1`, "1", "2"]);
    }),
  );

  it(
    "misses no event that comes just as it stops looking",
    withLeakCheck(async () => {
      for (let ticks = 0; ticks < 20; ticks += 1) {
        const store = new MemoryStore();
        store.lastSequence = () => Promise.resolve(store.stored.length);
        const inbox = new EventInbox(store, LONG);
        const second = inbox.take(event(2));
        for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
        assert.deepEqual(await Promise.all([inbox.take(event(1)), second]), ["stored", "stored"]);
      }
    }),
  );

  it(
    "does not take an event for stored that the store refused",
    inInbox(async (inbox, store) => {
      store.failures.push("before");
      const second = inbox.take(event(2));
      await assert.rejects(Promise.all([inbox.take(event(1)), inbox.take(event(1))]), /disk is full/u);
      assert.deepEqual(store.stored, []);
      assert.equal(await inbox.take(event(1)), "stored");
      assert.equal(await second, "stored");
      assert.deepEqual(store.stored, ["1", "2"]);
    }),
  );

  it(
    "does not store an event again whose storing only seemed to fail",
    inInbox(async (inbox, store) => {
      store.failures.push("after");
      const second = inbox.take(event(2));
      await assert.rejects(inbox.take(event(1)), /connection was lost/u);
      assert.equal(await second, "stored");
      assert.equal(await inbox.take(event(1)), "duplicate");
      assert.deepEqual(store.stored, ["1", "2"]);
    }),
  );

  it(
    "rejects what waits when the store can't tell what it has",
    withLeakCheck(async () => {
      const store = new MemoryStore();
      store.lastSequence = () => Promise.reject(new Error("no connection"));
      const inbox = new EventInbox(store, LONG);
      for (const sequence of [2, 1]) await assert.rejects(inbox.take(event(sequence)), /no connection/u);
      await inbox.close();
    }),
  );

  it(
    "tells of a gap that is not filled in time, and stores nothing behind it",
    inInbox(
      async (inbox, store) => {
        await inbox.take(event(1));
        const failure = {
          reason: "gap",
          jobId,
          sequence: 4,
          missingSequence: 2,
          retryable: true,
          message: `gap: event 4 of job ${jobId} was not stored: event 2 did not come; ask for it: POST /jobs/${jobId}/events/replay, or reelbus replay ${jobId} --publisher N --from 2, or read it: GET /jobs/${jobId}/events`,
        };
        await assert.rejects(inbox.take(event(4)), failure);
        assert.deepEqual(store.stored, ["1"]);
        assert.deepEqual(await Promise.all([4, 3, 2].map((sequence) => inbox.take(event(sequence)))), [
          "stored",
          "stored",
          "stored",
        ]);
      },
      { holdMs: 20 },
    ),
  );

  it(
    "looks for the missing event in the store before it tells of a gap",
    inInbox(
      async (inbox, store) => {
        const second = inbox.take(event(2));
        store.keep(jobId, 1); // by another program
        assert.equal(await second, "stored");
      },
      { holdMs: 20 },
    ),
  );

  it(
    "holds no more events than it may",
    inInbox(
      async (inbox, store) => {
        const held = [3, 2].map((sequence) => inbox.take(event(sequence)));
        await assert.rejects(inbox.take(event(4)), { reason: "too-many-waiting", sequence: 4 });
        await Promise.allSettled([inbox.close(), ...held]);
        assert.deepEqual(store.stored, []);
      },
      { ...LONG, maxWaiting: 2 },
    ),
  );

  it(
    "rejects what waits when it is closed, and ends what it is storing",
    inInbox(async (inbox, store) => {
      const waits = assert.rejects(inbox.take(event(2, { JobId: randomUUID() })), { reason: "closed" });
      const stores = inbox.take(event(1));
      await store.begun.promise;
      await inbox.close();
      assert.deepEqual(store.stored, ["1"]);
      assert.equal(await stores, "stored");
      await waits;
      await assert.rejects(inbox.take(event(2)), { reason: "closed" });
      await inbox.close();
    }),
  );

  it(
    "stores events of unknown type in their place, and skips PublisherTest",
    inInbox(async (inbox, store) => {
      const sequences = [inbox.take(event(2)), inbox.take(event(1, { EventType: "Later" }))];
      assert.deepEqual(await Promise.all(sequences), ["stored", "stored"]);
      assert.equal(await inbox.take(publisherTestExample), "skipped");
      assert.deepEqual(store.stored, ["1", "2"]);
    }),
  );

  it("refuses a store without its functions at once", () => {
    const open = (store: unknown) => () => new EventInbox(store as EventStore);
    assert.throws(open({}), { name: "TypeError", message: /lastSequence/u });
    assert.throws(open({ lastSequence: () => 0 }), { name: "TypeError", message: /function store/u });
    assert.throws(open(undefined), { name: "TypeError", message: /lastSequence/u });
  });

  it(
    "rejects what is no event",
    inInbox(async (inbox) => {
      await assert.rejects(inbox.take("{}"), { name: "EventParseError", reason: "not-an-event" });
    }),
  );
});
