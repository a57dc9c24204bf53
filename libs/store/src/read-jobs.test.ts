import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { jobDetailsSchema, jobsPageSchema, jobsQuerySchema, type JobsQuery } from "@reelbus/contracts";
import { cancelJob } from "@reelbus/job-lifecycle";
import { advance } from "./testing/advance.ts";
import { openTestStore, submitSample, type TestStore } from "./testing/open-test-store.ts";

let testStore: TestStore;
const jobIds: string[] = [];

before(async () => {
  testStore = await openTestStore();
  const { store, query } = testStore;
  for (let n = 0; n < 7; n++) {
    const tenantId = n === 6 ? "other" : "default";
    jobIds.push(await submitSample(store, { tenantId, description: { ExternalId: `film-${n % 2}` } }));
  }
  await store.jobs.transition(jobIds[2] ?? "", cancelJob);
  // Several jobs of one millisecond, so that the second half of the cursor counts.
  await query("UPDATE jobs SET submitted_at = '2026-01-31T12:00:00.123Z' WHERE job_id <> $1", [jobIds[0]]);
});
after(() => testStore[Symbol.asyncDispose]());

async function idsOf(query: Partial<JobsQuery>): Promise<string[]> {
  const page = await testStore.store.jobs.page(jobsQuerySchema.parse(query));
  jobsPageSchema.parse(page);
  return page.Jobs.map((job) => job.JobId);
}

test("pages show every job once, newest first", async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query = jobsQuerySchema.parse({ limit: 3, ...(cursor === null ? {} : { cursor }) });
    const page = jobsPageSchema.parse(await testStore.store.jobs.page(query));
    seen.push(...page.Jobs.map((job) => job.JobId));
    cursor = page.NextCursor;
  } while (cursor !== null);
  assert.deepEqual(seen, [jobIds[0], ...jobIds.slice(1).toSorted().toReversed()]);
});

test("filters", async () => {
  assert.deepEqual(await idsOf({ tenant: "other" }), [jobIds[6]]);
  assert.deepEqual(await idsOf({ status: "Cancelled" }), [jobIds[2]]);
  assert.deepEqual((await idsOf({ externalId: "film-1" })).toSorted(), [1, 3, 5].map((n) => jobIds[n]).toSorted());
  assert.deepEqual(await idsOf({ externalType: "series" }), []);
  assert.deepEqual(await idsOf({ submittedAfter: "2026-02-01T00:00:00+01:00" }), [jobIds[0]]);
  assert.equal((await idsOf({ submittedBefore: "2026-02-01T00:00:00Z" })).length, 6);
});

test("a cursor that is none of ours is refused", async () => {
  for (const cursor of ["x", "", Buffer.from("2026-01-31_x").toString("base64url")])
    await assert.rejects(testStore.store.jobs.page({ limit: 5, cursor }), { reason: "invalid-message" });
});

test("a view tells how far each publisher is", async () => {
  const { store } = testStore;
  const MessagePublishers = [1, 2, 3, 4].map((n) => ({ Type: "Files", UriPath: `/events/${n}` }));
  const jobId = await submitSample(store, { description: { MessagePublishers } });
  const publishers = async () => {
    const view = jobDetailsSchema.parse(await store.jobs.view(jobId));
    assert.deepEqual(
      view.Publishers.map(({ PublisherIndex, Type }) => [PublisherIndex, Type]),
      [0, 1, 2, 3].map((n) => [n, "Files"]),
    );
    return view.Publishers.map(({ State, DeliveredSequence }) => `${State} ${DeliveredSequence}`);
  };
  assert.deepEqual(await publishers(), Array(4).fill("Delivering 0"));
  await store.pull.next("default", { after: null, max: 1 });
  await advance(store, jobId);
  await store.jobs.transition(jobId, cancelJob);
  const trouble = { reason: "access-denied", message: "Wrong password." } as const;
  const leased = await store.lanes.lease({ owner: "a", limit: 100, leaseMs: 60_000, batch: 100 });
  for (const { laneId, publisherIndex } of leased.filter((lane) => lane.jobId === jobId)) {
    if (publisherIndex === 0) await store.lanes.delivered(laneId, "a", 2);
    if (publisherIndex === 1) await store.lanes.park(laneId, "a", trouble);
    if (publisherIndex === 2)
      await store.lanes.retryLater(laneId, "a", { delayMs: 60_000, parkAfterMs: 60_000, ...trouble });
    if (publisherIndex === 3) await store.lanes.delivered(laneId, "a", 1);
  }
  assert.deepEqual(await publishers(), ["Delivered 2", "Parked 0", "Failing 0", "Delivering 1"]);
  const [listed] = (await store.jobs.page({ limit: 1 })).Jobs;
  assert.deepEqual([listed?.JobId, "Publishers" in (listed ?? {})], [jobId, false]);
});

test("a view of an unknown job is null", async () => {
  assert.equal(await testStore.store.jobs.view("01a20718-072c-7ec9-a437-de7abbc5ac34"), null);
  assert.equal(await testStore.store.jobs.view("no-uuid"), null);
});
