import assert from "node:assert/strict";
import { test } from "node:test";
import { PHASES } from "@reelbus/contracts";
import { applyFact } from "./apply-fact.ts";
import { cancelJob } from "./end-job.ts";
import { sampleFact, sampleState } from "./testing/index.ts";

test("a cancel ends the job at once in every phase, queued and running", () => {
  for (const phase of PHASES) {
    for (const phaseState of ["ready", "dispatched", "running"] as const) {
      const state = sampleState({ phase, phaseState, sequence: 4, lastEventAtMs: 10 });
      const cancelled = cancelJob(state, 50);
      assert.deepEqual(cancelled?.events, [
        {
          type: "FinalError",
          payload: {
            ErrorCode: 5001,
            ErrorName: "JobCancelled",
            Reason: "cancelled",
            Message: "The job was cancelled.",
            FailedPhase: phase,
            Retryable: false,
          },
        },
      ]);
      assert.equal(cancelled.state.status, "Cancelled");
      assert.equal(cancelled.state.sequence, 5);
      assert.deepEqual(cancelled.effects, {
        dispatch: null,
        abort: { jobId: state.job.jobId, reason: "cancelled", keep: null },
        purge: phaseState === "ready" ? null : phase,
        cleanup: true,
      });
      assert.equal(cancelJob(cancelled.state, 60), null);
    }
  }
});

test("after a cancel was promised any fact ends the job as cancelled, success included", () => {
  const state = sampleState({ phase: "Publishing", phaseState: "running", delivery: 1, cancelRequested: true });
  for (const kind of ["started", "heartbeat", "finished", "failed"] as const) {
    const verdict = applyFact(state, sampleFact(state, kind, 0), 0);
    assert.ok(verdict.kind === "changed");
    assert.equal(verdict.transition.state.status, "Cancelled");
    assert.equal(verdict.transition.events.length, 1);
  }
});
