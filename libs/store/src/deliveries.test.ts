import assert from "node:assert/strict";
import { test } from "node:test";
import { deliveriesQuerySchema } from "@reelbus/contracts";
import { newId } from "./new-id.ts";
import type { DeliveryKey, Store } from "./store.ts";
import { advance } from "./testing/advance.ts";
import { openTestStore, submitSample, type TestStore } from "./testing/open-test-store.ts";

const trouble = { reason: "access-denied", message: "Wrong password." } as const;
const publishers = [1, 2].map((n) => ({ Type: "Files", UriPath: `/events/${n}` }));

const lease = (store: Store, owner = "a") => store.lanes.lease({ owner, limit: 100, leaseMs: 60_000, batch: 100 });
const leaseIt = async (store: Store) => (await lease(store))[0]?.laneId ?? assert.fail("nothing is due");
const page = (store: Store, query: Record<string, unknown> = {}) =>
  store.deliveries.page(deliveriesQuerySchema.parse(query));

/** A job with two publishers; the first one's lane is parked, the second one's fails. */
async function submitInTrouble(store: Store): Promise<string> {
  const jobId = await submitSample(store, { description: { MessagePublishers: publishers, ExternalId: "film" } });
  await advance(store, jobId);
  await advance(store, jobId);
  for (const { laneId, publisherIndex } of await lease(store)) {
    if (publisherIndex === 0) await store.lanes.delivered(laneId, "a", 1);
    if (publisherIndex === 0) await store.lanes.park(laneId, "a", trouble);
    else
      await store.lanes.retryLater(laneId, "a", {
        delayMs: 3_600_000,
        parkAfterMs: 3_600_000,
        reason: "host-unreachable",
        message: "Gone.",
      });
  }
  return jobId;
}

test("deliveries in trouble tell what is wrong, and those that are well are not among them", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  await advance(store, await submitSample(store));
  const jobId = await submitInTrouble(store);
  const { Deliveries, NextCursor } = await page(store);
  assert.equal(NextCursor, null);
  assert.equal(Deliveries.length, 2);
  const [failing, parked] = Deliveries;
  assert.ok(failing && parked);
  const { FailingSince, ...others } = parked;
  assert.ok(Math.abs(Date.parse(FailingSince) - Date.now()) < 600_000, FailingSince);
  assert.deepEqual(others, {
    DeliveryId: `${jobId}.0`,
    JobId: jobId,
    TenantId: "default",
    ExternalId: "film",
    PublisherIndex: 0,
    Type: "Files",
    State: "Parked",
    DeliveredSequence: 1,
    LastSequence: 3,
    EventsOutstanding: 2,
    Failures: 1,
    Reason: "access-denied",
    Message: "Wrong password.",
    NextTryAt: null,
  });
  assert.deepEqual([failing.State, failing.PublisherIndex, failing.Reason], ["Failing", 1, "host-unreachable"]);
  const inMs = Date.parse(failing.NextTryAt ?? "") - Date.now();
  assert.ok(inMs > 3_000_000 && inMs <= 3_660_000, String(inMs));
});

test("of a long message of a broker a delivery tells the beginning", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  await advance(store, await submitSample(store));
  await store.lanes.park(await leaseIt(store), "a", { ...trouble, message: "No. ".repeat(100_000) });
  assert.equal((await page(store)).Deliveries[0]?.Message, "No. ".repeat(500));
});

test("deliveries are filtered, and come in pages, newest first", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const jobIds = [await submitInTrouble(store), await submitInTrouble(store), await submitInTrouble(store)];
  const idsOf = async (query: Record<string, unknown>) =>
    (await page(store, query)).Deliveries.map(({ DeliveryId }) => DeliveryId);
  assert.deepEqual(
    await idsOf({ state: "parked" }),
    jobIds.toReversed().map((id) => `${id}.0`),
  );
  assert.deepEqual(await idsOf({ state: "FAILING", job: jobIds[1] }), [`${String(jobIds[1])}.1`]);
  assert.equal((await idsOf({ tenant: "default" })).length, 6);
  assert.deepEqual(await idsOf({ tenant: "another" }), []);
  const seen: string[] = [];
  let cursor: string | null | undefined;
  for (let rounds = 0; cursor !== null; rounds++) {
    assert.ok(rounds < 3);
    const { Deliveries, NextCursor } = await page(store, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...Deliveries.map(({ DeliveryId }) => DeliveryId));
    cursor = NextCursor;
  }
  assert.deepEqual(seen, await idsOf({}));
  await assert.rejects(page(store, { cursor: "bm9uZQ" }), { reason: "invalid-message" });
});

test("a parked lane that is redriven is due at once with all that it owes, as if it had never failed", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobId = await submitInTrouble(store);
  await advance(store, jobId);
  assert.equal(await store.deliveries.redrive({ jobId, publisherIndex: 0 }), "redriven");
  const [lane, ...others] = await lease(store);
  assert.deepEqual(others, []);
  assert.deepEqual(
    lane?.events.map(({ Sequence }) => Sequence),
    [2, 3, 4, 5],
  );
  assert.equal(lane.failures, 0);
  const [row] = await query("SELECT failing_since, last_reason, last_message FROM lanes WHERE publisher_index = 0");
  assert.deepEqual(row, { failing_since: null, last_reason: null, last_message: null });
});

test("a redrive brings other settings to a lane that is parked or fails, and they stay", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobId = await submitInTrouble(store);
  await query("UPDATE lanes SET has_delivered = true");
  const settingsFor = (publisherIndex: number) => ({
    publisher: { Type: "Files", Format: "Json", UriPath: `/other/${publisherIndex}` } as const,
    sealedSecrets: `sealed ${publisherIndex}`,
  });
  for (const publisherIndex of [0, 1])
    assert.equal(await store.deliveries.redrive({ jobId, publisherIndex }, settingsFor(publisherIndex)), "redriven");
  const leased = () =>
    lease(store).then((lanes) => lanes.toSorted((one, two) => one.publisherIndex - two.publisherIndex));
  const lanes = await leased();
  for (const [index, { publisher, sealedSecrets, hasDelivered }] of lanes.entries())
    assert.deepEqual({ publisher, sealedSecrets, hasDelivered }, { ...settingsFor(index), hasDelivered: false });
  for (const { laneId } of lanes) await store.lanes.park(laneId, "a", trouble);
  for (const publisherIndex of [0, 1]) await store.deliveries.redrive({ jobId, publisherIndex });
  assert.deepEqual(
    (await leased()).map(({ publisher }) => publisher),
    [0, 1].map((index) => settingsFor(index).publisher),
  );
});

const endings: Readonly<Record<string, (lanes: Store["lanes"], laneId: string) => Promise<unknown>>> = {
  "parks it": (lanes, laneId) => lanes.park(laneId, "a", trouble),
  "fails once more": (lanes, laneId) =>
    lanes.retryLater(laneId, "a", { delayMs: 3_600_000, parkAfterMs: 3_600_000, ...trouble }),
  "delivers a part": (lanes, laneId) => lanes.delivered(laneId, "a", 1),
  "gives it back": (lanes, laneId) => lanes.release(laneId, "a", 3_600_000),
};

for (const [what, end] of Object.entries(endings))
  test(`other settings for a lane that is being tried are the next ones, also when its owner ${what}`, async () => {
    await using testStore = await openTestStore();
    const { store, query } = testStore;
    const jobId = await submitInTrouble(store);
    await query("UPDATE lanes SET due_at = now() WHERE publisher_index = 1");
    const [held] = await lease(store);
    assert.ok(held);
    const settings = { publisher: { ...held.publisher, Format: "CloudEvents" } as const, sealedSecrets: null };
    const key = { jobId, publisherIndex: 1 };
    for (const once of ["then", "corrected"])
      assert.equal(await store.deliveries.redrive(key, settings), "redriven", once);
    await end(store.lanes, held.laneId);
    assert.deepEqual(await lease(store, "b"), [], "the old owner may still be publishing");
    await query("UPDATE lanes SET due_at = now() WHERE publisher_index = 1 AND due_at < now() + interval '2 min'");
    const [next] = await lease(store, "b");
    assert.deepEqual([next?.publisher, next?.failures], [settings.publisher, 0]);
  });

test("other settings are for what is in trouble, or has had some before", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const jobId = await submitSample(store, { description: { MessagePublishers: publishers } });
  const settings = { publisher: { Type: "Files", Format: "Json", UriPath: "/other" } as const, sealedSecrets: null };
  assert.equal(await store.deliveries.redrive({ jobId, publisherIndex: 1 }, settings), "not-parked");
});

test("only what is parked is redriven", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const jobId = await submitInTrouble(store);
  assert.equal(await store.deliveries.redrive({ jobId, publisherIndex: 1 }), "not-parked");
  assert.equal(await store.deliveries.redrive({ jobId, publisherIndex: 2 }), "unknown");
  assert.equal(await store.deliveries.redrive({ jobId: newId(), publisherIndex: 0 }), "unknown");
  assert.equal(await store.deliveries.redrive({ jobId: "none", publisherIndex: 0 }), "unknown");
});

test("a replay gives the same events again, from a sequence on, to one publisher", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const jobId = await submitSample(store, { description: { MessagePublishers: publishers } });
  for (let n = 0; n < 3; n++) await advance(store, jobId);
  const first = await lease(store);
  const last = first[0]?.events.at(-1)?.Sequence ?? 0;
  for (const { laneId } of first) await store.lanes.delivered(laneId, "a", last);
  assert.deepEqual(await lease(store), []);
  const key = { jobId, publisherIndex: 1 };
  assert.deepEqual(await store.deliveries.replay(key, 2), { kind: "replayed", lastSequence: last });
  const [again, ...others] = await lease(store);
  assert.deepEqual(others, []);
  assert.equal(again?.publisherIndex, 1);
  assert.deepEqual(again.events, first[0]?.events.slice(1));
});

test("a replay takes the lane from its owner, and nobody else gets it before that lease would have ended", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobId = await submitSample(store);
  for (let n = 0; n < 2; n++) await advance(store, jobId);
  const [held] = await lease(store);
  assert.ok(held);
  await store.lanes.delivered(held.laneId, "a", 2);
  assert.equal((await store.deliveries.replay({ jobId, publisherIndex: 0 }, 1)).kind, "replayed");
  assert.equal(await store.lanes.renew(held.laneId, "a", 60_000), false);
  assert.equal(await store.lanes.delivered(held.laneId, "a", 3), false);
  assert.deepEqual(await lease(store, "b"), []);
  await query("UPDATE lanes SET due_at = now()");
  const [lane] = await lease(store, "b");
  assert.deepEqual(
    lane?.events.map(({ Sequence }) => Sequence),
    [1, 2, 3],
  );
});

const pause = { delayMs: 3_600_000, parkAfterMs: 3_600_000, ...trouble };

/** States of a lane whose publisher has got the events up to 4; leases are those of "a", and nobody's have ended but one. */
const STATES: readonly {
  readonly name: string;
  /** Gets the lane leased, never failed, with the events up to 4 delivered. */
  readonly reach: (testStore: TestStore, laneId: string, key: DeliveryKey) => Promise<unknown>;
  /** Whether its owner may still be publishing. */
  readonly isHeld: boolean;
}[] = [
  { name: "leased", isHeld: true, reach: () => Promise.resolve() },
  {
    name: "leased after a failure",
    isHeld: true,
    reach: async ({ store }, laneId) => {
      await store.lanes.retryLater(laneId, "a", { ...pause, delayMs: 0 });
      await leaseIt(store);
    },
  },
  {
    name: "leased for too long",
    isHeld: false,
    reach: ({ query }) => query("UPDATE lanes SET due_at = now() - interval '1 s'"),
  },
  { name: "given back", isHeld: false, reach: ({ store }, laneId) => store.lanes.release(laneId, "a") },
  {
    name: "in the pause after a failure",
    isHeld: false,
    reach: ({ store }, laneId) => store.lanes.retryLater(laneId, "a", pause),
  },
  {
    name: "parked",
    isHeld: false,
    reach: ({ store }, laneId) => store.lanes.park(laneId, "a", trouble),
  },
  {
    name: "parked by the time",
    isHeld: false,
    reach: ({ store, query }, laneId) =>
      store.lanes
        .retryLater(laneId, "a", { ...pause, delayMs: 0 })
        .then(() => leaseIt(store))
        .then(() => query("UPDATE lanes SET failing_since = now() - interval '1 h'"))
        .then(() => store.lanes.retryLater(laneId, "a", pause)),
  },
  {
    name: "redriven",
    isHeld: false,
    reach: async ({ store }, laneId, key) => {
      await store.lanes.park(laneId, "a", trouble);
      await store.deliveries.redrive(key);
    },
  },
  {
    name: "redriven and leased",
    isHeld: true,
    reach: async ({ store }, laneId, key) => {
      await store.lanes.park(laneId, "a", trouble);
      await store.deliveries.redrive(key);
      await leaseIt(store);
    },
  },
  {
    name: "done",
    isHeld: false,
    reach: async ({ store, query }, laneId) => {
      await query("UPDATE lanes SET closed = true");
      await store.lanes.delivered(laneId, "a", 5);
    },
  },
];

for (const { name, reach, isHeld } of STATES)
  test(`replays in a row give a lane that is ${name} to nobody while its owner may publish`, async () => {
    await using testStore = await openTestStore();
    const { store, query } = testStore;
    const jobId = await submitSample(store);
    for (let n = 0; n < 3; n++) await advance(store, jobId);
    const key = { jobId, publisherIndex: 0 };
    const laneId = await leaseIt(store);
    await store.lanes.delivered(laneId, "a", 4);
    await reach(testStore, laneId, key);
    const dueAt = () => query("SELECT due_at FROM lanes");
    const dueBefore = await dueAt();
    for (const from of [4, 3, 1])
      assert.deepEqual(await store.deliveries.replay(key, from), { kind: "replayed", lastSequence: 5 });
    if (isHeld) {
      assert.deepEqual(await dueAt(), dueBefore);
      assert.deepEqual(await lease(store, "b"), []);
      assert.equal(await store.lanes.renew(laneId, "a", 60_000), false);
      await query("UPDATE lanes SET due_at = now()");
    }
    const [lane] = await lease(store, "b");
    assert.deepEqual(
      lane?.events.map(({ Sequence }) => Sequence),
      [1, 2, 3, 4, 5],
    );
  });

test("the same replay twice changes nothing more, whoever has the lane by then", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobId = await submitSample(store);
  for (let n = 0; n < 2; n++) await advance(store, jobId);
  const laneId = await leaseIt(store);
  await store.lanes.delivered(laneId, "a", 3);
  const replay = () => store.deliveries.replay({ jobId, publisherIndex: 0 }, 2);
  const row = () => query("SELECT * FROM lanes");
  const again = async () => {
    const before = await row();
    assert.deepEqual(await replay(), { kind: "replayed", lastSequence: 3 });
    assert.deepEqual(await row(), before);
  };
  assert.equal((await replay()).kind, "replayed");
  await again();
  await leaseIt(store);
  await again();
  await store.lanes.retryLater(laneId, "a", pause);
  await again();
  await query("UPDATE lanes SET due_at = now()");
  await leaseIt(store);
  // Sent again is what was delivered again.
  await store.lanes.delivered(laneId, "a", 2);
  assert.equal((await replay()).kind, "replayed");
  assert.deepEqual(await query("SELECT delivered_sequence, lease_owner FROM lanes"), [
    { delivered_sequence: 1, lease_owner: null },
  ]);
});

test("a replay redrives a parked lane, from where it stands", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const jobId = await submitInTrouble(store);
  const key = { jobId, publisherIndex: 0 };
  assert.deepEqual(await store.deliveries.replay(key, 3), { kind: "replayed", lastSequence: 3 });
  const [lane] = await lease(store);
  assert.deepEqual(
    lane?.events.map(({ Sequence }) => Sequence),
    [2, 3],
  );
});

test("what is not there can't be replayed", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const jobId = await submitInTrouble(store);
  const replay = (changes: object, from = 1) => store.deliveries.replay({ jobId, publisherIndex: 0, ...changes }, from);
  for (const publisherIndex of [0, 1])
    assert.deepEqual(await replay({ publisherIndex }, 4), { kind: "unknown-event", lastSequence: 3 });
  assert.equal((await page(store)).Deliveries.length, 2);
  assert.deepEqual(await replay({ publisherIndex: 2 }), { kind: "unknown-publisher" });
  assert.deepEqual(await replay({ jobId: newId() }), { kind: "unknown-job" });
  assert.deepEqual(await replay({ jobId: "none" }), { kind: "unknown-job" });
});
