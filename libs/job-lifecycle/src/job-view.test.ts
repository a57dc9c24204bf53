import assert from "node:assert/strict";
import { test } from "node:test";
import { jobViewSchema } from "@reelbus/contracts";
import { applyFact } from "./apply-fact.ts";
import { cancelJob } from "./end-job.ts";
import { jobView } from "./job-view.ts";
import { sampleFact, sampleState } from "./testing/index.ts";

test("a view is valid and counts the open wait and the open run up to now", () => {
  const state = sampleState();
  assert.equal(jobViewSchema.parse(jobView(state, 2_500)).QueueWaitSeconds, 2.5);
  const verdict = applyFact(state, sampleFact(state, "started", 3_000), 3_000);
  assert.ok(verdict.kind === "changed");
  const view = jobViewSchema.parse(jobView(verdict.transition.state, 5_000));
  assert.equal(view.Status, "Running");
  assert.deepEqual(view.Phases, [{ Phase: "Pre-Validation", QueueWaitSeconds: 3, ProcessingSeconds: 2, Attempts: 1 }]);
});

test("the view of an ended job stays as it is", () => {
  const cancelled = cancelJob(sampleState(), 4_000);
  assert.ok(cancelled);
  const view = jobViewSchema.parse(jobView(cancelled.state, 4_000));
  assert.deepEqual(jobView(cancelled.state, 9_000), view);
  assert.equal(view.FinishedAt, "1970-01-01T00:00:04.000Z");
  assert.equal(view.Error?.ErrorCode, 5001);
});
