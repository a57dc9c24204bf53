import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFact } from "./apply-fact.ts";
import { recoverLost } from "./next-attempt.ts";
import { sampleFact, sampleState } from "./testing/index.ts";

const ENCODING = { phase: "Encoding", attempt: 1 } as const;

test("a lost dispatch is made again, with growing waits, and not for ever", () => {
  let state = sampleState({ ...ENCODING, phaseState: "dispatched" });
  const waitsMs: number[] = [];
  for (let attempt = 2; attempt < 13; attempt++) {
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
    waitsMs.push(transition.state.notBeforeMs - 1_000);
    state = { ...transition.state, phaseState: "dispatched" };
  }
  assert.deepEqual(
    waitsMs.map((ms) => ms / 1_000),
    [0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300],
  );
  const last = recoverLost(state, state, 1_000);
  assert.equal(last?.state.status, "Failed");
  assert.equal(last.state.error?.ErrorCode, 5000);
});

test("losses count in a row: a worker that starts ends the row", () => {
  const state = sampleState({ ...ENCODING, phaseState: "dispatched", losses: 11 });
  const started = applyFact(state, sampleFact(state, "started", 0), 0);
  assert.equal(started.kind === "changed" && started.transition.state.losses, 0);
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
