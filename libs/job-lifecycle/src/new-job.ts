import { PHASES } from "@reelbus/contracts";
import type { Job, JobState } from "./job-state.ts";
import { waiting } from "./timing.ts";

/** A job that was just accepted: its first phase waits for a worker, no event has happened. */
export function newJob(job: Job, nowMs: number): JobState {
  const [phase] = PHASES;
  return {
    job,
    status: "Submitted",
    phase,
    phaseState: "ready",
    attempt: 1,
    delivery: 0,
    failures: 0,
    silences: 0,
    notBeforeMs: nowMs,
    sequence: 0,
    lastEventAtMs: nowMs,
    progress: 0,
    progressAtMs: null,
    encodingStarted: false,
    encodingSpeed: null,
    timings: waiting({}, phase, nowMs),
    warnings: [],
    cancelRequested: false,
    submittedAtMs: nowMs,
    endedAtMs: null,
    error: null,
    output: null,
  };
}
