import type { Phase } from "@reelbus/contracts";
import type { JobState, PhaseTiming } from "./job-state.ts";

const NONE: PhaseTiming = {
  queueWaitMs: 0,
  processingMs: 0,
  attempts: 0,
  waitingSinceMs: null,
  runningSinceMs: null,
};

type Timings = JobState["timings"];

/** The phase waits for a worker from now on (or from the end of its backoff on). */
export function waiting(timings: Timings, phase: Phase, atMs: number): Timings {
  return { ...timings, [phase]: { ...stopped(timings[phase] ?? NONE, atMs), waitingSinceMs: atMs } };
}

/** A worker has started an attempt. */
export function running(timings: Timings, phase: Phase, atMs: number): Timings {
  const timing = stopped(timings[phase] ?? NONE, atMs);
  return { ...timings, [phase]: { ...timing, attempts: timing.attempts + 1, runningSinceMs: atMs } };
}

/** The phase neither waits nor runs any more. */
export function closed(timings: Timings, phase: Phase, atMs: number): Timings {
  return { ...timings, [phase]: stopped(timings[phase] ?? NONE, atMs) };
}

/** The timing as if the phase stopped at this time: the open interval is added. */
export function stopped(timing: PhaseTiming, atMs: number): PhaseTiming {
  return {
    ...timing,
    queueWaitMs: timing.queueWaitMs + lengthMs(timing.waitingSinceMs, atMs),
    processingMs: timing.processingMs + lengthMs(timing.runningSinceMs, atMs),
    waitingSinceMs: null,
    runningSinceMs: null,
  };
}

/** A worker's clock may differ: its time counts only between the start of the open interval and now. */
export function workerTime(state: JobState, at: string, nowMs: number): number {
  const timing = state.timings[state.phase];
  const sinceMs = timing?.runningSinceMs ?? timing?.waitingSinceMs ?? state.submittedAtMs;
  return Math.min(Math.max(Date.parse(at), sinceMs), Math.max(nowMs, sinceMs));
}

/** The sums over all phases, in seconds to the millisecond. */
export function totals(timings: Timings, atMs: number): { queueWaitSeconds: number; processingSeconds: number } {
  const all = Object.values(timings).map((timing) => stopped(timing, atMs));
  return {
    queueWaitSeconds: all.reduce((sum, timing) => sum + timing.queueWaitMs, 0) / 1000,
    processingSeconds: all.reduce((sum, timing) => sum + timing.processingMs, 0) / 1000,
  };
}

function lengthMs(sinceMs: number | null, atMs: number): number {
  return sinceMs === null ? 0 : Math.max(0, atMs - sinceMs);
}
