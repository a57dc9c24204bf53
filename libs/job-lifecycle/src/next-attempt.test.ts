import assert from "node:assert/strict";
import { test } from "node:test";
import { recoverLost } from "./next-attempt.ts";
import { sampleState } from "./testing/index.ts";

const ENCODING = { phase: "Encoding", attempt: 1 } as const;

test("a lost dispatch is made again as often as it is lost", () => {
  let state = sampleState({ ...ENCODING, phaseState: "dispatched" });
  for (let attempt = 2; attempt < 12; attempt++) {
    const transition = recoverLost(state, state, 1_000);
    assert.ok(transition);
    assert.deepEqual(transition.effects, {
      dispatch: "Encoding",
      abort: { jobId: state.job.jobId, reason: "superseded", keep: { phase: "Encoding", attempt } },
      purge: null,
      cleanup: false,
    });
    assert.equal(transition.state.attempt, attempt);
    assert.equal(transition.state.phaseState, "ready");
    state = { ...transition.state, phaseState: "dispatched" };
  }
});

test("workers may go silent twice, the third time the job fails with worker-crashed", () => {
  let state = sampleState({ ...ENCODING, phaseState: "running", delivery: 3 });
  for (let silence = 1; silence < 3; silence++) {
    const transition = recoverLost(state, state, 0);
    assert.ok(transition);
    assert.deepEqual(transition.events, []);
    assert.equal(transition.state.delivery, 0);
    state = { ...transition.state, phaseState: "running" };
  }
  const last = recoverLost(state, state, 0);
  assert.equal(last?.state.error?.ErrorCode, 5000);
  assert.equal(last.state.error.Reason, "worker-crashed");
  assert.equal(last.state.status, "Failed");
});

test("a job that moved on since it was found quiet is left alone", () => {
  const quiet = { ...ENCODING, phaseState: "dispatched" } as const;
  for (const moved of [
    { phaseState: "running" },
    { phaseState: "dispatched", attempt: 2 },
    { phaseState: "dispatched", phase: "Publishing" },
    { phaseState: "ended" },
  ] as const)
    assert.equal(recoverLost(sampleState({ ...ENCODING, ...moved }), quiet, 0), null);
});

test("a lost job with a promised cancel is cancelled", () => {
  const state = sampleState({ ...ENCODING, phaseState: "running", cancelRequested: true });
  assert.equal(recoverLost(state, state, 0)?.state.status, "Cancelled");
});
