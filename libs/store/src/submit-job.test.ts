import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openTestStore, sampleSubmission, type TestStore } from "./testing/open-test-store.ts";

let testStore: TestStore;
before(async () => (testStore = await openTestStore()));
after(() => testStore[Symbol.asyncDispose]());

test("a stored job is Submitted, has a lane for each publisher and no event", async () => {
  const { store, query } = testStore;
  const publishers = [1, 2].map((n) => ({ Type: "Files", UriPath: `/media/events/${n}` }));
  const submission = sampleSubmission({ description: { MessagePublishers: publishers, Priority: 3 } });
  assert.deepEqual(await store.jobs.submit(submission), { kind: "stored" });
  const view = await store.jobs.view(submission.jobId);
  assert.equal(view?.Status, "Submitted");
  assert.equal(view.Priority, 3);
  assert.equal(view.LastSequence, 0);
  assert.ok(view.QueueWaitSeconds >= 0);
  assert.deepEqual(await store.events.after(submission.jobId, 0, 10), []);
  const lanes = await query("SELECT publisher_index, state FROM lanes WHERE job_id = $1 ORDER BY 1", [
    submission.jobId,
  ]);
  assert.deepEqual(lanes, [
    { publisher_index: 0, state: "pending" },
    { publisher_index: 1, state: "pending" },
  ]);
});

test("the description comes back as it was given, any string included", async () => {
  const { store } = testStore;
  const UserData = { zebra: 1, apple: "\u0000\ud83c\udfac", 10: { nested: [null, true] } };
  const submission = sampleSubmission({ description: { UserData } });
  await store.jobs.submit(submission);
  const [work] = await store.jobs
    .takeReady("Pre-Validation", 1000)
    .then((all) => all.filter((one) => one.jobId === submission.jobId));
  assert.deepEqual(work?.description, submission.description);
});

test("the same key and body is the job of then; another body is a conflict; another tenant is free", async () => {
  const { store } = testStore;
  const first = sampleSubmission({ idempotencyKey: "film-1", bodyHash: "a" });
  assert.deepEqual(await store.jobs.submit(first), { kind: "stored" });
  const known = { kind: "known", jobId: first.jobId, externalId: "film-42", externalType: "movie" };
  const again = sampleSubmission({ idempotencyKey: "film-1", bodyHash: "a" });
  assert.deepEqual(await store.jobs.submit(again), known);
  assert.equal(await store.jobs.view(again.jobId), null);
  const other = sampleSubmission({ idempotencyKey: "film-1", bodyHash: "b" });
  assert.deepEqual(await store.jobs.submit(other), { kind: "conflict" });
  const elsewhere = sampleSubmission({ idempotencyKey: "film-1", bodyHash: "b", tenantId: "other" });
  assert.deepEqual(await store.jobs.submit(elsewhere), { kind: "stored" });
});

test("jobs without a key never meet, and a repeated call of one job stores it once", async () => {
  const { store, query } = testStore;
  const submission = sampleSubmission();
  assert.deepEqual(await store.jobs.submit(submission), { kind: "stored" });
  assert.deepEqual(await store.jobs.submit(submission), { kind: "stored" });
  assert.deepEqual(await store.jobs.submit(sampleSubmission()), { kind: "stored" });
  const lanes = await query("SELECT 1 FROM lanes WHERE job_id = $1", [submission.jobId]);
  assert.equal(lanes.length, 1);
});

test("of many concurrent submissions of one key one is stored", async () => {
  const stores = [testStore.store, await testStore.another()];
  for (let round = 0; round < 10; round++) {
    const submissions = Array.from({ length: 10 }, () => sampleSubmission({ idempotencyKey: `race-${round}` }));
    const outcomes = await Promise.all(
      submissions.map(async (submission, index) => stores[index % 2]?.jobs.submit(submission)),
    );
    const stored = submissions.filter((_, index) => outcomes[index]?.kind === "stored");
    assert.equal(stored.length, 1);
    for (const outcome of outcomes)
      if (outcome?.kind !== "stored") assert.equal(outcome?.kind === "known" && outcome.jobId, stored[0]?.jobId);
  }
});

test("submissions at the same time share a statement, and none fails or is lost for another", async () => {
  const { store, query } = testStore;
  await store.jobs.submit(sampleSubmission({ idempotencyKey: "taken", bodyHash: "a" }));
  const good = Array.from({ length: 20 }, (_, index) => sampleSubmission({ description: { Priority: index - 10 } }));
  const conflicting = sampleSubmission({ idempotencyKey: "taken", bodyHash: "b" });
  // A text that PostgreSQL does not take.
  const broken = sampleSubmission({ bodyHash: "\0" });
  const submissions = [...good.slice(0, 10), conflicting, broken, ...good.slice(10)];
  const results = await Promise.allSettled(submissions.map((submission) => store.jobs.submit(submission)));
  for (const [index, result] of results.entries()) {
    const submission = submissions[index];
    if (submission === broken) assert.equal(result.status, "rejected");
    else {
      const kind = submission === conflicting ? "conflict" : "stored";
      assert.deepEqual(result, { status: "fulfilled", value: { kind } });
    }
  }
  const stored = await query(
    "SELECT jobs.job_id, priority, publisher_index FROM jobs JOIN lanes USING (job_id) WHERE job_id = ANY($1) ORDER BY 2",
    [submissions.map(({ jobId }) => jobId)],
  );
  assert.deepEqual(
    stored,
    good.map(({ jobId }, index) => ({ job_id: jobId, priority: index - 10, publisher_index: 0 })),
  );
});
