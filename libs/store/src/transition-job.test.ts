import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { lifecycleEventSchema, PHASES, phaseInputSchemas, workSchema, type Fact } from "@reelbus/contracts";
import { applyFact, cancelJob, type JobState, type Transition } from "@reelbus/job-lifecycle";
import { sampleFact } from "@reelbus/job-lifecycle/testing";
import type { Store } from "./store.ts";
import { openTestStore, submitSample, type TestStore } from "./testing/open-test-store.ts";

let testStore: TestStore;
before(async () => (testStore = await openTestStore()));
after(() => testStore[Symbol.asyncDispose]());

type Kind = Fact["kind"];

/** Applies a fact about whatever the job's current attempt is. */
function apply(store: Store, jobId: string, kind: Kind) {
  return store.jobs.transition(jobId, (state: JobState, nowMs: number): Transition | null => {
    const verdict = applyFact(state, sampleFact(state, kind, nowMs), nowMs);
    return verdict.kind === "changed" ? verdict.transition : null;
  });
}

test("a whole job: work for each phase, valid events, a view that agrees with the last one", async () => {
  const { store, query } = testStore;
  const jobId = await submitSample(store, { sealedSecrets: "sealed" });
  for (const phase of PHASES) {
    const [work] = await store.jobs.takeReady(phase, 10);
    assert.ok(work);
    workSchema(phase).parse(work);
    phaseInputSchemas[phase].parse(work.input);
    assert.equal(work.jobId, jobId);
    assert.equal(work.sealedSecrets, "sealed");
    assert.equal((await store.jobs.view(jobId))?.Status, "Queued");
    await apply(store, jobId, "started");
    assert.equal((await store.jobs.view(jobId))?.Status, "Running");
    await apply(store, jobId, "finished");
  }
  const events = await store.events.after(jobId, 0, 100);
  for (const event of events) lifecycleEventSchema.parse(event);
  assert.deepEqual(
    events.map((event) => event.Sequence),
    events.map((_, index) => index + 1),
  );
  assert.equal(new Set(events.map((event) => event.EventId)).size, events.length);
  assert.deepEqual(await store.events.after(jobId, 3, 2), events.slice(3, 5));
  const bytes = (count: number) =>
    Buffer.byteLength(
      events
        .slice(0, count)
        .map((event) => JSON.stringify(event))
        .join(""),
    );
  for (const [maxBytes, count] of [
    [1, 1],
    [bytes(2), 2],
    [bytes(2) + 1, 3],
  ] as const)
    assert.deepEqual(await store.events.after(jobId, 0, 100, maxBytes), events.slice(0, count));
  const last = events.at(-1);
  const view = await store.jobs.view(jobId);
  assert.ok(last?.EventType === "JobSuccess" && view !== null);
  assert.equal(view.Status, "Completed");
  assert.equal(view.Progress, 100);
  assert.equal(view.LastSequence, last.Sequence);
  assert.equal(view.FinishedAt, last.Timestamp);
  assert.deepEqual(view.Output, last.Output);
  assert.equal(view.QueueWaitSeconds, last.QueueWaitSeconds);
  const [lane] = await query("SELECT last_sequence, delivered_sequence, closed FROM lanes WHERE job_id = $1", [jobId]);
  assert.deepEqual(lane, { last_sequence: events.length, delivered_sequence: 0, closed: true });
});

test("concurrent transitions of one job all count, in a gapless sequence", async () => {
  const { store } = testStore;
  const other = await testStore.another();
  const jobId = await submitSample(store);
  const note = (state: JobState, nowMs: number): Transition => ({
    state: { ...state, sequence: state.sequence + 1, lastEventAtMs: nowMs },
    events: [{ type: "ContentAcquired", payload: { TotalFiles: state.sequence, TotalFilesSizeInBytes: 0 } }],
    outcome: null,
    effects: { dispatch: null, abort: null, purge: null, cleanup: false },
  });
  await Promise.all(Array.from({ length: 12 }, (_, index) => (index % 2 ? store : other).jobs.transition(jobId, note)));
  const events = await store.events.after(jobId, 0, 100);
  assert.deepEqual(
    events.map((event) => [event.Sequence, "TotalFiles" in event ? event.TotalFiles : null]),
    Array.from({ length: 12 }, (_, index) => [index + 1, index]),
  );
});

test("no change, an unknown job and a broken decision store nothing", async () => {
  const { store, query } = testStore;
  const jobId = await submitSample(store);
  assert.deepEqual(await store.jobs.transition(jobId, () => null), { kind: "unchanged" });
  const never = () => assert.fail("called for an unknown job");
  assert.deepEqual(await store.jobs.transition("01a20718-072c-7ec9-a437-de7abbc5ac34", never), { kind: "unknown" });
  assert.deepEqual(await store.jobs.transition("no-uuid", never), { kind: "unknown" });
  // Sequence 2 twice: the second event breaks the primary key, and with it everything of the transition.
  await assert.rejects(
    store.jobs.transition(jobId, (state, nowMs) => {
      const cancelled = cancelJob(state, nowMs) ?? assert.fail();
      return { ...cancelled, events: [...cancelled.events, ...cancelled.events] };
    }),
    { reason: "internal", retryable: false },
  );
  assert.equal((await store.jobs.view(jobId))?.Status, "Submitted");
  assert.deepEqual(await query("SELECT 1 FROM events WHERE job_id = $1", [jobId]), []);
});

test("a cancel that was promised wins over a success at the same time", async () => {
  const { store } = testStore;
  const other = await testStore.another();
  const ends = new Map<string, number>();
  for (let round = 0; round < 60; round++) {
    const jobId = await submitSample(store);
    for (const phase of PHASES.slice(0, -1)) {
      assert.ok(phase);
      await apply(store, jobId, "finished");
    }
    const cancelling = async () => {
      const answer = await other.jobs.requestCancel(jobId);
      await other.jobs.transition(jobId, cancelJob);
      return answer;
    };
    const [answer] = await Promise.all([cancelling(), apply(store, jobId, "finished")]);
    const events = await store.events.after(jobId, 0, 100);
    const terminal = events.filter(({ EventType }) => EventType === "JobSuccess" || EventType === "FinalError");
    assert.equal(terminal.length, 1);
    assert.equal(terminal[0], events.at(-1));
    const success = terminal[0]?.EventType === "JobSuccess";
    assert.equal(answer, success ? "terminal" : "requested");
    ends.set(answer, (ends.get(answer) ?? 0) + 1);
  }
  assert.ok((ends.get("requested") ?? 0) > 0, "the cancel won at times");
});

test("cancel requests: unknown, waiting, done", async () => {
  const { store } = testStore;
  assert.equal(await store.jobs.requestCancel("01a20718-072c-7ec9-a437-de7abbc5ac34"), "unknown");
  assert.equal(await store.jobs.requestCancel("no-uuid"), "unknown");
  const jobId = await submitSample(store);
  assert.equal(await store.jobs.requestCancel(jobId), "requested");
  assert.equal(await store.jobs.requestCancel(jobId), "requested");
  assert.ok((await store.jobs.cancelRequested(100)).includes(jobId));
  await store.jobs.transition(jobId, cancelJob);
  assert.equal(await store.jobs.requestCancel(jobId), "terminal");
  assert.ok(!(await store.jobs.cancelRequested(100)).includes(jobId));
  assert.ok((await store.jobs.cleanupDue(100)).includes(jobId));
  await store.jobs.cleanupPublished(jobId);
  assert.ok(!(await store.jobs.cleanupDue(100)).includes(jobId));
});
