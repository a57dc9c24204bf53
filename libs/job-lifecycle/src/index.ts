export {
  isEnded,
  type Job,
  type JobError,
  type JobOutput,
  type JobState,
  type PhaseState,
  type PhaseTiming,
} from "./job-state.ts";
export type { Effects, PhaseOutcome, Transition, Verdict } from "./transition.ts";
export { newJob } from "./new-job.ts";
export { applyFact } from "./apply-fact.ts";
export { cancelJob } from "./end-job.ts";
export { failDispatch, recoverLost } from "./next-attempt.ts";
export { phaseInput } from "./phase-input.ts";
export { lifecycleEvent, type EventPlace } from "./lifecycle-event.ts";
export { jobView } from "./job-view.ts";
