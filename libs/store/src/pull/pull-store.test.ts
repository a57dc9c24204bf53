import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { cancelJob } from "@reelbus/job-lifecycle";
import type { LifecycleEvent } from "@reelbus/contracts";
import type { Store } from "../store.ts";
import { advance } from "../testing/advance.ts";
import { openTestStore, submitSample } from "../testing/open-test-store.ts";

const next = (store: Store, { after = null, max = 1000 }: { after?: string | null; max?: number } = {}) =>
  store.pull.next("default", { after, max });

/** A job with the events 1 to 3, and 4 when it has ended. */
async function submitWithEvents(store: Store, { ended = false } = {}): Promise<string> {
  const jobId = await submitSample(store);
  await advance(store, jobId);
  await advance(store, jobId);
  if (ended) await store.jobs.transition(jobId, cancelJob);
  return jobId;
}

const sequencesOf = (events: readonly LifecycleEvent[], jobId: string) =>
  events.filter(({ JobId }) => JobId === jobId).map(({ Sequence }) => Sequence);

async function held(store: Store, options: { after?: string | null; max?: number } = {}) {
  const { events, cursor, heldUntil } = await next(store, options);
  return {
    events,
    cursor: cursor ?? assert.fail("nothing was given"),
    heldUntil: heldUntil?.getTime() ?? assert.fail("nothing is held"),
  };
}

test("all jobs' events are given, those from before the first call and later ones, each job's in order", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const before = await submitWithEvents(store, { ended: true });
  const first = await held(store);
  assert.deepEqual(first.events, await store.events.after(before, 0, 10));
  assert.equal(await store.pull.confirm("default", first.cursor), 4);
  assert.equal(await store.pull.confirm("default", first.cursor), 0);
  assert.deepEqual(await next(store), { events: [], cursor: null, heldUntil: null });
  const later = await submitWithEvents(store);
  const second = await held(store);
  assert.deepEqual(sequencesOf(second.events, later), [1, 2, 3]);
  assert.equal(second.events.length, 3);
  await store.pull.confirm("default", second.cursor);
  await store.jobs.transition(later, cancelJob);
  const third = await held(store);
  assert.deepEqual(sequencesOf(third.events, later), [4]);
  await store.pull.confirm("default", third.cursor);
  const lanes = await query("SELECT DISTINCT state FROM lanes WHERE publisher_index < 0");
  assert.deepEqual(lanes, [{ state: "done" }]);
});

test("what is given is given to nobody else, and again when it is not confirmed in time", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const other = await testStore.another();
  const jobId = await submitWithEvents(store);
  const first = await held(store);
  await advance(store, jobId);
  assert.deepEqual(await next(other), { events: [], cursor: null, heldUntil: null });
  const [lane] = await query(
    "SELECT extract(epoch FROM due_at - now())::integer AS seconds FROM lanes WHERE publisher_index < 0",
  );
  const seconds = Number(lane?.["seconds"]);
  assert.ok(seconds > 20 && seconds <= 30, String(seconds));
  await query("UPDATE lanes SET due_at = now() WHERE publisher_index < 0");
  const again = await held(other);
  assert.deepEqual(sequencesOf(again.events, jobId), [1, 2, 3, 4, 5]);
  assert.equal(await store.pull.confirm("default", first.cursor), 0);
  assert.equal(await store.pull.confirm("default", again.cursor), 5);
});

test("a late confirm counts as long as nobody else was given the events", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  await submitWithEvents(store);
  const { cursor } = await held(store);
  await query("UPDATE lanes SET due_at = now() - interval '1 min' WHERE publisher_index < 0");
  assert.equal(await store.pull.confirm("default", cursor), 3);
  assert.deepEqual((await next(store)).events, []);
});

test("a page holds no more than asked for; reading on goes on with the same jobs", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobIds = [await submitWithEvents(store), await submitWithEvents(store)] as const;
  const first = await held(store, { max: 4 });
  assert.deepEqual([sequencesOf(first.events, jobIds[0]), sequencesOf(first.events, jobIds[1])], [[1, 2, 3], [1]]);
  assert.deepEqual((await next(store)).events, []);
  await query("UPDATE lanes SET due_at = due_at - interval '5 s' WHERE lease_owner = $1", [first.cursor]);
  const second = await held(store, { after: first.cursor, max: 1 });
  assert.deepEqual(sequencesOf(second.events, jobIds[1]), [2]);
  // The other job's events are held no longer than before.
  assert.equal(second.heldUntil, first.heldUntil - 5_000);
  await advance(store, jobIds[0]);
  const third = await held(store, { after: second.cursor });
  assert.ok(third.heldUntil > second.heldUntil);
  assert.deepEqual([sequencesOf(third.events, jobIds[0]), sequencesOf(third.events, jobIds[1])], [[4, 5], [3]]);
  const nothing = await held(store, { after: third.cursor });
  assert.equal(nothing.heldUntil, third.heldUntil);
  assert.deepEqual(nothing.events, []);
  for (const { cursor } of [first, second, third]) assert.equal(await store.pull.confirm("default", cursor), 0);
  assert.equal(await store.pull.confirm("default", nothing.cursor), 8);
  assert.deepEqual(await next(store, { after: nothing.cursor }), {
    events: [],
    cursor: nothing.cursor,
    heldUntil: null,
  });
});

test("a page of large events ends early, and nothing is lost by it", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobId = await submitWithEvents(store);
  await query(
    "UPDATE events SET bytes = 5000000, body = json_build_object('JobId', job_id, 'Sequence', sequence, 'x', repeat('x', 5000000))",
  );
  const first = await held(store);
  assert.deepEqual(sequencesOf(first.events, jobId), [1, 2]);
  assert.equal(await store.pull.confirm("default", first.cursor), 2);
  assert.deepEqual(sequencesOf((await next(store)).events, jobId), [3]);
});

test("an event is kept for 4 days", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const [old, aging] = [await submitWithEvents(store, { ended: true }), await submitWithEvents(store)];
  await query("UPDATE events SET created_at = now() - interval '4 days 1 s' WHERE job_id = $1", [old]);
  await query("UPDATE events SET created_at = now() - interval '4 days 1 s' WHERE job_id = $1 AND sequence < 3", [
    aging,
  ]);
  // One lane alone fits into the page, and it has nothing to give.
  const { events, cursor } = await held(store, { max: 1 });
  assert.deepEqual([sequencesOf(events, old), sequencesOf(events, aging)], [[], [3]]);
  await store.pull.confirm("default", cursor);
  assert.deepEqual((await next(store)).events, []);
  assert.deepEqual(await query("SELECT state FROM lanes WHERE publisher_index < 0 AND job_id = $1", [old]), [
    { state: "done" },
  ]);
  assert.equal((await store.events.after(old, 0, 10)).length, 4);
});

test("jobs get no lane more until somebody fetches, nor when nobody has for 4 days", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const pullLanes = async () =>
    Number((await query("SELECT count(*)::integer AS n FROM lanes WHERE publisher_index < 0"))[0]?.["n"]);
  await submitWithEvents(store);
  assert.equal(await pullLanes(), 0);
  await next(store);
  assert.equal(await pullLanes(), 1);
  await query("UPDATE pull_channels SET read_at = now() - interval '4 days 1 s'");
  const idle = await submitWithEvents(store);
  assert.equal(await pullLanes(), 1);
  assert.deepEqual(sequencesOf((await next(store)).events, idle), [1, 2, 3]);
  assert.equal(await pullLanes(), 2);
});

test("each tenant gets its own events alone", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const theirs = await submitSample(store, { tenantId: "theirs" });
  await advance(store, theirs);
  await submitWithEvents(store);
  const { events, cursor } = await held(store);
  assert.deepEqual(new Set(events.map(({ TenantId }) => TenantId)), new Set(["default"]));
  assert.equal(await store.pull.confirm("theirs", cursor), 0);
  assert.deepEqual(sequencesOf((await store.pull.next("theirs", { after: null, max: 10 })).events, theirs), [1]);
  // Nor do they get at it by its cursor.
  assert.equal((await store.pull.next("theirs", { after: cursor, max: 10 })).heldUntil, null);
  assert.equal(await store.pull.confirm("default", cursor), 3);
});

test("neither notifiers nor the list of deliveries know of it", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  await next(store);
  const jobId = await submitSample(store, { description: { MessagePublishers: [] } });
  await advance(store, jobId);
  assert.equal(await store.lanes.nextDueInMs(), null);
  assert.deepEqual(await store.lanes.lease({ owner: "a", limit: 10, leaseMs: 1_000, batch: 10 }), []);
  assert.deepEqual((await store.deliveries.page({ limit: 10 })).Deliveries, []);
});

test("with many readers at a time and jobs that go on, every event comes once, in its job's order", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const other = await testStore.another();
  const jobIds = await Promise.all(Array.from({ length: 20 }, () => submitSample(store)));
  const got: LifecycleEvent[] = [];
  let writing = true;
  // The first calls open the channel while jobs come and change.
  const write = Promise.all([
    ...jobIds.map(async (jobId) => {
      for (let n = 0; n < 4; n++) await advance(store, jobId);
      await store.jobs.transition(jobId, cancelJob);
    }),
    ...Array.from({ length: 20 }, async () => {
      const jobId = await submitSample(other);
      jobIds.push(jobId);
      await store.jobs.transition(jobId, cancelJob);
    }),
  ]).finally(() => (writing = false));
  const read = async (by: Store, max: number): Promise<void> => {
    for (let after: string | null = null, rounds = 0; ; rounds++) {
      const wasWriting: boolean = writing;
      const { events, cursor } = await by.pull.next("default", { after, max });
      got.push(...events);
      after = cursor;
      const confirmed = cursor !== null && rounds % 2 === 0;
      if (confirmed) await by.pull.confirm("default", cursor);
      if (!wasWriting && events.length === 0 && (cursor === null || confirmed)) return;
      await setImmediate();
    }
  };
  await Promise.all([write, read(store, 7), read(other, 1000), read(store, 3)]);
  await read(store, 1000);
  assert.equal(jobIds.length, 40);
  for (const jobId of jobIds)
    assert.deepEqual(
      got.filter(({ JobId }) => JobId === jobId),
      await store.events.after(jobId, 0, 100),
      jobId,
    );
});
