import type { PhaseFailure } from "@reelbus/contracts";
import { cancelJob, failJob } from "./end-job.ts";
import type { JobState } from "./job-state.ts";
import { closed, waiting } from "./timing.ts";
import { transitionOf, type Transition } from "./transition.ts";

/** Attempts of one phase, and workers that may go silent on it, before the job fails. */
const MAX_ATTEMPTS = 3;
/** The wait before the second and the third attempt. */
const BACKOFF_MS: readonly number[] = [2_000, 10_000];
/** Dispatches of an attempt that may get lost in a row: over about 20 minutes, so that a full or ailing bus is survived. */
const MAX_LOSSES = 12;
/** After so many losses in a row each dispatch waits, twice as long as the one before. */
const LOSSES_WITHOUT_WAIT = 2;
const FIRST_LOSS_WAIT_MS = 5_000;
const MAX_LOSS_WAIT_MS = 300_000;
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

/** The worker stopped in order at `atMs`: another attempt at once, and nothing has failed. */
export function afterRelease(state: JobState, atMs: number, nowMs: number): Transition {
  return nextAttempt({ ...state, timings: closed(state.timings, state.phase, atMs) }, nowMs, nowMs);
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
  if (state.phaseState === "dispatched") return afterLoss(state, nowMs);
  const silences = state.silences + 1;
  if (silences < MAX_ATTEMPTS) return nextAttempt({ ...state, silences }, nowMs, nowMs);
  const message = `Workers stopped responding ${silences} times in the phase ${state.phase}.`;
  return failJob(state, { reason: "worker-crashed", message, retryable: false }, nowMs);
}

/** Work that the bus loses, or that no worker can read, must not be dispatched for ever. */
function afterLoss(state: JobState, nowMs: number): Transition {
  const losses = state.losses + 1;
  if (losses >= MAX_LOSSES) {
    const message = `The work for the phase ${state.phase} was lost ${losses} times before a worker began.`;
    return failJob(state, { reason: "internal", message, retryable: false }, nowMs);
  }
  const doublings = losses - LOSSES_WITHOUT_WAIT - 1;
  const waitMs = doublings < 0 ? 0 : Math.min(MAX_LOSS_WAIT_MS, FIRST_LOSS_WAIT_MS * 2 ** doublings);
  return nextAttempt({ ...state, losses }, nowMs + waitMs, nowMs);
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
