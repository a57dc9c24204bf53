import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFact, recoverLost } from "@reelbus/job-lifecycle";
import { sampleFact } from "@reelbus/job-lifecycle/testing";
import type { Store } from "./store.ts";
import { openTestStore, submitSample } from "./testing/open-test-store.ts";

async function start(store: Store, jobId: string): Promise<void> {
  await store.jobs.transition(jobId, (state, nowMs) => {
    const verdict = applyFact(state, sampleFact(state, "started", nowMs), nowMs);
    return verdict.kind === "changed" ? verdict.transition : null;
  });
}

test("ready jobs are taken by priority, then age, up to the window of those not started", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const submit = (Priority: number) => submitSample(store, { description: { Priority } });
  const [low, first, second, high] = [await submit(-1), await submit(0), await submit(0), await submit(5)];
  const taken = await store.jobs.takeReady("Pre-Validation", 2);
  assert.deepEqual(new Set(taken.map((work) => work.jobId)), new Set([high, first]));
  assert.deepEqual(await store.jobs.takeReady("Pre-Validation", 2), []);
  assert.deepEqual(await store.jobs.takeReady("Acquisition", 2), []);
  await start(store, high);
  const [next, ...others] = await store.jobs.takeReady("Pre-Validation", 2);
  assert.equal(next?.jobId, second);
  assert.deepEqual(others, []);
  const rest = await store.jobs.takeReady("Pre-Validation", 16);
  assert.deepEqual(
    rest.map((work) => work.jobId),
    [low],
  );
});

test("two conductors never take the same job", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const other = await testStore.another();
  const jobIds = await Promise.all(Array.from({ length: 40 }, () => submitSample(store)));
  const taken: string[] = [];
  while (taken.length < jobIds.length) {
    const rounds = await Promise.all([store, other].map((one) => one.jobs.takeReady("Pre-Validation", 1_000)));
    const round = rounds.flat();
    assert.notEqual(round.length, 0);
    taken.push(...round.map((work) => work.jobId));
  }
  assert.deepEqual(taken.toSorted(), jobIds.toSorted());
});

test("a job in its backoff is not taken", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobId = await submitSample(store);
  await query("UPDATE jobs SET not_before = now() + interval '1 hour' WHERE job_id = $1", [jobId]);
  assert.deepEqual(await store.jobs.takeReady("Pre-Validation", 16), []);
});

test("quiet jobs: dispatched or running and not heard of; a touch or a fact ends it", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const [dispatched, running, waiting] = [
    await submitSample(store),
    await submitSample(store),
    await submitSample(store),
  ];
  await store.jobs.takeReady("Pre-Validation", 2);
  await start(store, running);
  const quiet = (dispatchedMs: number, runningMs: number) =>
    store.jobs.quiet({ dispatchedMs, runningMs, limit: 10 }).then((jobs) => jobs.map((job) => job.jobId));
  const age = () => query("UPDATE jobs SET heard_at = now() - interval '20 s'");
  assert.deepEqual(await quiet(10_000, 10_000), []);
  await age();
  assert.deepEqual(new Set(await quiet(10_000, 10_000)), new Set([dispatched, running]));
  assert.deepEqual(await quiet(10_000, 45_000), [dispatched]);
  await store.jobs.touch([dispatched, waiting]);
  assert.deepEqual(await quiet(10_000, 10_000), [running]);
  assert.equal(await store.jobs.heard(running, "Pre-Validation", 2), false);
  assert.equal(await store.jobs.heard(dispatched, "Pre-Validation", 1), false);
  assert.equal(await store.jobs.heard(running, "Pre-Validation", 1), true);
  assert.deepEqual(await quiet(10_000, 10_000), []);
  await age();
  await store.jobs.requestCancel(running);
  assert.equal(await store.jobs.heard(running, "Pre-Validation", 1), false);
});

test("work that is dispatched again has the next attempt", async () => {
  await using testStore = await openTestStore();
  const { store } = testStore;
  const jobId = await submitSample(store);
  await store.jobs.takeReady("Pre-Validation", 1);
  await store.jobs.transition(jobId, (state, nowMs) => recoverLost(state, state, nowMs));
  const [work] = await store.jobs.takeReady("Pre-Validation", 1);
  assert.equal(work?.attempt, 2);
});
