import type { Phase } from "@reelbus/contracts";
import type { JobState } from "./job-state.ts";
import { waiting } from "./timing.ts";

/** What of a state belongs to its current phase alone. */
type PhasePart = Pick<
  JobState,
  | "phase"
  | "phaseState"
  | "attempt"
  | "delivery"
  | "failures"
  | "silences"
  | "losses"
  | "notBeforeMs"
  | "progress"
  | "progressAtMs"
  | "timings"
>;

/** A phase that waits for its first worker. `timings` are those of the phases before it. */
export function freshPhase(phase: Phase, timings: JobState["timings"], nowMs: number): PhasePart {
  return {
    phase,
    phaseState: "ready",
    attempt: 1,
    delivery: 0,
    failures: 0,
    silences: 0,
    losses: 0,
    notBeforeMs: nowMs,
    progress: 0,
    progressAtMs: null,
    timings: waiting(timings, phase, nowMs),
  };
}
