import { PHASES } from "@reelbus/contracts";
import type { Job, JobState } from "./job-state.ts";
import { freshPhase } from "./fresh-phase.ts";

/** A job that was just accepted: its first phase waits for a worker, no event has happened. */
export function newJob(job: Job, nowMs: number): JobState {
  return {
    job,
    status: "Submitted",
    ...freshPhase(PHASES[0], {}, nowMs),
    sequence: 0,
    lastEventAtMs: nowMs,
    encodingStarted: false,
    encodingSpeed: null,
    warnings: [],
    cancelRequested: false,
    submittedAtMs: nowMs,
    endedAtMs: null,
    error: null,
    output: null,
  };
}
