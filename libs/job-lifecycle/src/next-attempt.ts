import type { PhaseFailure } from "@reelbus/contracts";
import { cancelJob, failJob } from "./end-job.ts";
import type { JobState } from "./job-state.ts";
import { closed, waiting } from "./timing.ts";
import { transitionOf, type Transition } from "./transition.ts";

/** Attempts of one phase, and workers that may go silent on it, before the job fails. */
const MAX_ATTEMPTS = 3;
/** The wait before the second and the third attempt. */
const BACKOFF_MS: readonly number[] = [2_000, 10_000];
/** A server may ask for more patience than the backoff has, up to this. */
const MAX_RETRY_AFTER_MS = 300_000;

/** The current attempt failed at `atMs`: another one after a wait, or the end of the job. */
export function afterFailure(state: JobState, failure: PhaseFailure, atMs: number, nowMs: number): Transition {
  const failures = state.failures + 1;
  if (!failure.retryable || failures >= MAX_ATTEMPTS) return failJob(state, failure, nowMs);
  const backoffMs = BACKOFF_MS[failures - 1] ?? 0;
  const waitMs = Math.max(backoffMs, Math.min(failure.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
  return nextAttempt({ ...state, failures, timings: closed(state.timings, state.phase, atMs) }, nowMs + waitMs, nowMs);
}

/**
 * Another attempt for work that is lost: a dispatched message that vanished from the bus, or a worker that went
 * silent and left no message behind. Null when the job has moved on since it was found quiet.
 */
export function recoverLost(
  state: JobState,
  quiet: Pick<JobState, "phase" | "phaseState" | "attempt">,
  nowMs: number,
): Transition | null {
  if (
    state.phase !== quiet.phase ||
    state.attempt !== quiet.attempt ||
    state.phaseState !== quiet.phaseState ||
    (state.phaseState !== "dispatched" && state.phaseState !== "running")
  )
    return null;
  if (state.cancelRequested) return cancelJob(state, nowMs);
  if (state.phaseState === "dispatched") return nextAttempt(state, nowMs, nowMs);
  const silences = state.silences + 1;
  if (silences < MAX_ATTEMPTS) return nextAttempt({ ...state, silences }, nowMs, nowMs);
  const message = `Workers stopped responding ${silences} times in the phase ${state.phase}.`;
  return failJob(state, { reason: "worker-crashed", message, retryable: false }, nowMs);
}

/** The dispatched work can't be put on the bus, ever. Null when the job has moved on. */
export function failDispatch(
  state: JobState,
  work: Pick<JobState, "phase" | "attempt">,
  failure: Pick<PhaseFailure, "reason" | "message" | "retryable">,
  nowMs: number,
): Transition | null {
  const current = state.phaseState === "dispatched" && state.phase === work.phase && state.attempt === work.attempt;
  return current ? failJob(state, failure, nowMs) : null;
}

function nextAttempt(state: JobState, notBeforeMs: number, nowMs: number): Transition {
  const attempt = state.attempt + 1;
  const keep = { phase: state.phase, attempt };
  return transitionOf(
    {
      state: {
        ...state,
        status: "Queued",
        phaseState: "ready",
        attempt,
        delivery: 0,
        notBeforeMs,
        timings: waiting(state.timings, state.phase, notBeforeMs),
      },
      effects: { dispatch: state.phase, abort: { jobId: state.job.jobId, reason: "superseded", keep } },
    },
    nowMs,
  );
}
