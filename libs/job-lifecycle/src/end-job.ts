import { ERROR_NAMES, errorCodeFor, type PhaseFailure } from "@reelbus/contracts";
import { isEnded, type JobError, type JobState } from "./job-state.ts";
import { closed } from "./timing.ts";
import { transitionOf, type Effects, type Transition } from "./transition.ts";

/** Ends the job with FinalError: its error code follows from the phase and the reason. */
export function failJob(
  state: JobState,
  failure: Pick<PhaseFailure, "reason" | "message" | "retryable">,
  nowMs: number,
): Transition {
  return endWithError(state, failure, nowMs, {
    abort: { jobId: state.job.jobId, reason: "ended", keep: null },
  });
}

/** Ends the job with FinalError 5001, in whatever phase or queue it is; null when it has already ended. */
export function cancelJob(state: JobState, nowMs: number): Transition | null {
  if (isEnded(state)) return null;
  return endWithError(state, { reason: "cancelled", message: "The job was cancelled.", retryable: false }, nowMs, {
    abort: { jobId: state.job.jobId, reason: "cancelled", keep: null },
    purge: state.phaseState === "ready" ? null : state.phase,
  });
}

function endWithError(
  state: JobState,
  failure: Pick<PhaseFailure, "reason" | "message" | "retryable">,
  nowMs: number,
  effects: Partial<Effects>,
): Transition {
  const code = errorCodeFor(state.phase, failure.reason);
  const error: JobError = {
    ErrorCode: code,
    ErrorName: ERROR_NAMES[code],
    Reason: failure.reason,
    Message: failure.message,
    FailedPhase: state.phase,
    Retryable: failure.retryable,
  };
  return transitionOf(
    {
      state: {
        ...ended(state, nowMs),
        status: failure.reason === "cancelled" ? "Cancelled" : "Failed",
        error,
      },
      events: [{ type: "FinalError", payload: error }],
      effects: { ...effects, cleanup: true },
    },
    nowMs,
  );
}

/** What every end has in common: nothing runs or waits any more. */
export function ended(state: JobState, nowMs: number): JobState {
  return {
    ...state,
    phaseState: "ended",
    endedAtMs: Math.max(nowMs, state.lastEventAtMs),
    timings: closed(state.timings, state.phase, nowMs),
  };
}
