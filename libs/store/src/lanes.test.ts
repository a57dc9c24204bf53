import assert from "node:assert/strict";
import { test } from "node:test";
import { cancelJob } from "@reelbus/job-lifecycle";
import type { LeasedLane, Store } from "./store.ts";
import { advance } from "./testing/advance.ts";
import { openTestStore, submitSample } from "./testing/open-test-store.ts";

const lease = (store: Store, owner: string, options: Partial<Parameters<Store["lanes"]["lease"]>[0]> = {}) =>
  store.lanes.lease({ owner, limit: 10, leaseMs: 60_000, batch: 100, ...options });

/** Some minutes are left to a test that is held up. */
async function assertDueInAnHour(store: Store): Promise<void> {
  const dueInMs = (await store.lanes.nextDueInMs()) ?? assert.fail("nothing is due");
  assert.ok(dueInMs <= 3_600_000 && dueInMs > 3_000_000, String(dueInMs));
}

const sequencesOf = (lane: LeasedLane | undefined) => lane?.events.map((event) => event.Sequence);

async function onlyLane(store: Store, owner: string, batch = 100): Promise<LeasedLane> {
  const [lane, ...others] = await lease(store, owner, { batch });
  assert.deepEqual(others, []);
  return lane ?? assert.fail("no lane is due");
}

test("a lane gives its events in order, and is done with the job's last one", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobId = await submitSample(store, { sealedSecrets: "sealed" });
  assert.deepEqual(await lease(store, "a"), []);
  assert.equal(await store.lanes.nextDueInMs(), null);
  await advance(store, jobId);
  await advance(store, jobId);
  assert.ok(((await store.lanes.nextDueInMs()) ?? 1) <= 0);
  const lane = await onlyLane(store, "a", 2);
  assert.deepEqual(sequencesOf(lane), [1, 2]);
  assert.equal(lane.jobId, jobId);
  assert.equal(lane.publisherIndex, 0);
  assert.equal(lane.sealedSecrets, "sealed");
  assert.equal(lane.publisher.Type, "Files");
  assert.equal(await store.lanes.delivered(lane.laneId, "a", 2), true);
  assert.deepEqual(await lease(store, "b"), []);
  await store.lanes.release(lane.laneId, "a");
  assert.deepEqual(sequencesOf(await onlyLane(store, "b")), [3]);
  await store.jobs.transition(jobId, cancelJob);
  assert.equal(await store.lanes.delivered(lane.laneId, "b", 3), true);
  await store.lanes.release(lane.laneId, "b");
  assert.deepEqual(sequencesOf(await onlyLane(store, "a")), [4]);
  assert.equal(await store.lanes.delivered(lane.laneId, "a", 4), false);
  assert.deepEqual(await query("SELECT state FROM lanes"), [{ state: "done" }]);
  assert.equal(await store.lanes.nextDueInMs(), null);
});

test("a lane comes with the settings of its own publisher, and nothing else of the description", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const MessagePublishers = [1, 2].map((n) => ({ Type: "Files", UriPath: `/events/${n}` }));
  await advance(store, await submitSample(store, { description: { MessagePublishers, UserData: { Film: "x" } } }));
  const lanes = await lease(store, "a");
  assert.deepEqual(
    lanes.map(({ publisher, publisherIndex }) => [publisherIndex, publisher]).toSorted(),
    MessagePublishers.map((settings, index) => [index, { ...settings, Format: "Json" }]),
  );
  for (const { events, ...others } of lanes) assert.ok(events.length === 1 && !JSON.stringify(others).includes("Film"));
});

test("a lane that has nothing left is due again at once with the next event", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const jobId = await submitSample(store);
  await advance(store, jobId);
  const lane = await onlyLane(store, "a");
  // With the last event that it owes the lease has ended, too.
  assert.equal(await store.lanes.delivered(lane.laneId, "a", 1), false);
  assert.equal(await store.lanes.nextDueInMs(), null);
  await advance(store, jobId);
  const again = await onlyLane(store, "a");
  assert.deepEqual(sequencesOf(again), [2, 3]);
  assert.deepEqual([lane.hasDelivered, again.hasDelivered], [false, true]);
});

test("a lease ends with so many bytes: as many lanes as possible get their first events, and the others wait", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobIds: string[] = [];
  for (const sealedSecrets of ["x".repeat(1_000), null, null]) {
    const jobId = await submitSample(store, { sealedSecrets });
    jobIds.push(jobId);
    await advance(store, jobId);
    await advance(store, jobId);
  }
  await query("UPDATE events SET bytes = 1000");
  await query("UPDATE lanes SET due_at = now() - interval '1 min' + lane_id * interval '1 s'");
  const given = async (maxBytes: number) =>
    (await lease(store, "a", { maxBytes }))
      .map((lane) => [jobIds.indexOf(lane.jobId), sequencesOf(lane), lane.bytes] as const)
      .toSorted(([one], [other]) => one - other);
  // What would have one byte too many is still taken, so that the largest one comes, too.
  assert.deepEqual(await given(2_000), [[0, [1], 2_000]]);
  assert.deepEqual(await given(3_001), [
    [1, [1, 2], 2_000],
    [2, [1, 2], 2_000],
  ]);
  assert.deepEqual(await given(1), []);
});

test("one lane gets so many bytes of a lease, with the secrets that its own settings have", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobId = await submitSample(store);
  for (let n = 0; n < 3; n++) await advance(store, jobId);
  await query("UPDATE events SET bytes = 1000");
  await query(`UPDATE lanes SET own_publisher = '{"Type":"Files"}', own_secrets = repeat('x', 500)`);
  const [lane] = await lease(store, "a", { maxLaneBytes: 1_501 });
  assert.deepEqual([lane && sequencesOf(lane), lane?.bytes], [[1, 2], 2_500]);
});

test("the bytes of an event are stored with it; those of an older one are counted", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobId = await submitSample(store);
  await advance(store, jobId);
  const [stored] = await query("SELECT bytes, octet_length(body::text) AS counted FROM events");
  assert.ok(Number(stored?.["bytes"]) > 500);
  assert.equal(stored?.["bytes"], stored?.["counted"]);
  await query("UPDATE events SET bytes = NULL");
  assert.equal((await onlyLane(store, "a")).bytes, stored?.["counted"]);
});

test("a lane can be given back until later", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  await advance(store, await submitSample(store));
  const lane = await onlyLane(store, "a");
  await store.lanes.release(lane.laneId, "a", 3_600_000);
  assert.deepEqual(await lease(store, "a"), []);
  await assertDueInAnHour(store);
});

test("two notifiers never hold the same lane", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const other = await testStore.another();
  const publishers = [1, 2, 3].map((n) => ({ Type: "Files", UriPath: `/events/${n}` }));
  for (let n = 0; n < 10; n++)
    await advance(
      store,
      await submitSample(store, { description: { MessagePublishers: publishers } }).then((id) => id),
    );
  const jobs = await store.jobs.page({ limit: 50 });
  assert.equal(jobs.Jobs.length, 10);
  const held: string[] = [];
  for (let round = 0; held.length < 30; round++) {
    assert.ok(round < 100);
    const rounds = await Promise.all([store, other, store].map((one, n) => lease(one, `owner-${n}`, { limit: 4 })));
    held.push(...rounds.flat().map((lane) => lane.laneId));
  }
  assert.equal(new Set(held).size, held.length);
  assert.equal(held.length, 30);
});

test("a lease ends; its old owner changes nothing any more", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobId = await submitSample(store);
  await advance(store, jobId);
  const { laneId } = await onlyLane(store, "a");
  assert.equal(await store.lanes.renew(laneId, "a", 60_000), true);
  await query("UPDATE lanes SET due_at = now() - interval '1 s'");
  assert.deepEqual(sequencesOf(await onlyLane(store, "b")), [1]);
  assert.equal(await store.lanes.renew(laneId, "a", 60_000), false);
  await store.lanes.delivered(laneId, "a", 1);
  await store.lanes.release(laneId, "a");
  assert.equal(await store.lanes.park(laneId, "a", { reason: "internal", message: "no" }), false);
  const late = { delayMs: 0, parkAfterMs: 0, reason: "internal", message: "no" } as const;
  assert.equal(await store.lanes.retryLater(laneId, "a", late), null);
  const [lane] = await query("SELECT state, delivered_sequence, lease_owner, failures FROM lanes");
  assert.deepEqual(lane, { state: "pending", delivered_sequence: 0, lease_owner: "b", failures: 0 });
});

test("failures add up, begin at the first of the row, and end with a delivery", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobId = await submitSample(store);
  await advance(store, jobId);
  await advance(store, jobId);
  const failure = {
    delayMs: 3_600_000,
    parkAfterMs: 3_600_000,
    reason: "host-unreachable",
    message: "The broker\0 is gone.",
  } as const;
  const first = await onlyLane(store, "a");
  assert.equal(await store.lanes.retryLater(first.laneId, "a", failure), "retried");
  assert.deepEqual(await lease(store, "a"), []);
  await assertDueInAnHour(store);
  await query("UPDATE lanes SET due_at = now(), failing_since = now() - interval '59 min'");
  const second = await onlyLane(store, "a");
  assert.equal(second.failures, 1);
  assert.equal(await store.lanes.retryLater(second.laneId, "a", { ...failure, delayMs: 0 }), "retried");
  const third = await onlyLane(store, "a");
  assert.equal(third.failures, 2);
  assert.deepEqual(await query("SELECT last_reason, last_message FROM lanes"), [
    { last_reason: "host-unreachable", last_message: "The broker is gone." },
  ]);
  await store.lanes.delivered(third.laneId, "a", 1);
  await store.lanes.release(third.laneId, "a");
  const fourth = await onlyLane(store, "a");
  assert.equal(fourth.failures, 0);
  assert.deepEqual(await query("SELECT failing_since FROM lanes"), [{ failing_since: null }]);
  assert.equal(await store.lanes.park(fourth.laneId, "a", failure), true);
  assert.deepEqual(await query("SELECT state FROM lanes"), [{ state: "parked" }]);
  await advance(store, jobId);
  assert.deepEqual(await lease(store, "a"), []);
  assert.deepEqual(await query("SELECT last_sequence FROM lanes"), [{ last_sequence: 5 }]);
});

test("failures that have gone on for long enough park the lane, by the database's clock", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  await advance(store, await submitSample(store));
  const failure = { delayMs: 0, parkAfterMs: 3_600_000, reason: "access-denied", message: "No." } as const;
  const first = await onlyLane(store, "a");
  assert.equal(await store.lanes.retryLater(first.laneId, "a", failure), "retried");
  await query("UPDATE lanes SET failing_since = now() - interval '61 min'");
  const second = await onlyLane(store, "a");
  assert.equal(await store.lanes.retryLater(second.laneId, "a", failure), "parked");
  assert.deepEqual(await query("SELECT state, failures, last_reason FROM lanes"), [
    { state: "parked", failures: 2, last_reason: "access-denied" },
  ]);
  assert.deepEqual(await lease(store, "a"), []);
});

test("lanes that fail at the same time share statements, and each gets what was decided for it", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  for (let n = 0; n < 60; n++) await advance(store, await submitSample(store));
  const lanes = await lease(store, "a", { limit: 100 });
  assert.equal(lanes.length, 60);
  await query("UPDATE lanes SET failing_since = now() - interval '1 h' WHERE lane_id % 3 = 0");
  const outcomes = await Promise.all(
    lanes.toReversed().map(async ({ laneId }) => {
      const failure = { reason: "host-unreachable", message: `No ${laneId}.` } as const;
      const lost = store.lanes.retryLater(laneId, "b", { ...failure, delayMs: 0, parkAfterMs: 0 });
      const kind = Number(laneId) % 3;
      if (kind === 1) await store.lanes.park(laneId, "a", failure);
      const settled =
        kind === 1
          ? "parked"
          : await store.lanes.retryLater(laneId, "a", { ...failure, delayMs: 3_600_000, parkAfterMs: 3_000_000 });
      return { laneId, settled, lost: await lost };
    }),
  );
  const [written] = await query("SELECT count(DISTINCT xmin::text)::integer AS statements FROM lanes");
  assert.ok(Number(written?.["statements"]) <= 10, String(written?.["statements"]));
  const rows = await query("SELECT lane_id, state, failures, last_message, lease_owner FROM lanes ORDER BY lane_id");
  assert.deepEqual(
    rows,
    rows.map(({ lane_id: laneId }) => ({
      lane_id: laneId as unknown,
      state: Number(laneId) % 3 === 2 ? "pending" : "parked",
      failures: 1,
      last_message: `No ${String(laneId)}.`,
      lease_owner: null,
    })),
  );
  for (const { laneId, settled, lost } of outcomes)
    assert.deepEqual([settled, lost], [Number(laneId) % 3 === 2 ? "retried" : "parked", null]);
});

test("a success wakes lanes that wait for the same target, and no others", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const here = { Type: "Files", UriPath: "/events/here" };
  const hereInOtherWords = { UriPath: "/events/here", Format: "json", Type: "files" };
  const there = { Type: "Files", UriPath: "/events/there" };
  const failure = { delayMs: 3_600_000, parkAfterMs: 3_600_000, reason: "host-unreachable", message: "No." } as const;
  const failed = async (publisher: typeof here, reason: "host-unreachable" | "throttled") => {
    const jobId = await submitSample(store, { description: { MessagePublishers: [publisher] } });
    await advance(store, jobId);
    const { laneId } = await onlyLane(store, "a");
    assert.equal(await store.lanes.retryLater(laneId, "a", { ...failure, reason }), "retried");
    return laneId;
  };
  const successful = await failed(here, "host-unreachable");
  const waiting: string[] = [];
  for (let count = 0; count < 20; count += 1)
    waiting.push(await failed(count < 10 ? here : hereInOtherWords, "host-unreachable"));
  await failed(here, "throttled");
  await failed(there, "host-unreachable");
  await query(`UPDATE lanes SET due_at = now() WHERE lane_id = ${successful}`);
  await onlyLane(store, "a");
  await store.lanes.delivered(successful, "a", 1);

  assert.equal(await store.lanes.wakeSiblings(successful), 16);
  const woken = (await lease(store, "b", { limit: 100 })).map(({ laneId }) => laneId);
  assert.equal(woken.length, 16);
  assert.equal(await store.lanes.wakeSiblings(successful), 4);
  woken.push(...(await lease(store, "b", { limit: 100 })).map(({ laneId }) => laneId));
  assert.deepEqual(new Set(woken), new Set(waiting));
  assert.equal(await store.lanes.wakeSiblings(successful), 0);

  for (const laneId of waiting) assert.equal(await store.lanes.delivered(laneId, "b", 1), false);
  const left = await query("SELECT count(*)::integer FROM lanes WHERE failing_target IS NOT NULL");
  assert.deepEqual(left, [{ count: 2 }]);
});
