import type { EventDraft, JobDescription, JobStatus, Phase } from "@reelbus/contracts";

/** What never changes of a job. The description is redacted: it may be stored, logged and echoed. */
export interface Job {
  readonly jobId: string;
  readonly tenantId: string;
  readonly traceParent: string;
  readonly description: JobDescription;
}

/** `ready`: to be dispatched. `dispatched`: on the bus, no worker has it yet. `running`: a worker has reported. */
export type PhaseState = "ready" | "dispatched" | "running" | "ended";

/** Where the time of one phase went so far. The open interval is the one of `waitingSinceMs` or `runningSinceMs`. */
export interface PhaseTiming {
  readonly queueWaitMs: number;
  readonly processingMs: number;
  /** Attempts that a worker has started. */
  readonly attempts: number;
  readonly waitingSinceMs: number | null;
  readonly runningSinceMs: number | null;
}

export type JobError = Extract<EventDraft, { type: "FinalError" }>["payload"];
export type JobOutput = Extract<EventDraft, { type: "JobSuccess" }>["payload"]["Output"];

/**
 * The state of a job: data that the functions of this library map to the next state. Times are milliseconds since
 * the epoch, all of one clock (the database's).
 */
export interface JobState {
  readonly job: Job;
  readonly status: JobStatus;
  readonly phase: Phase;
  readonly phaseState: PhaseState;
  /** Counts the dispatches of this phase, from 1: the fencing token of work and facts. */
  readonly attempt: number;
  /** The latest delivery of this attempt that a worker has started, 0 before the first. */
  readonly delivery: number;
  /** Attempts of this phase that failed in a way that may be retried. */
  readonly failures: number;
  /** Attempts of this phase whose worker went silent. */
  readonly silences: number;
  /** Attempts in a row that the bus lost before a worker has started. */
  readonly losses: number;
  /** The phase is not dispatched before this time. */
  readonly notBeforeMs: number;
  /** The `Sequence` of the last event, 0 before the first. */
  readonly sequence: number;
  /** The time of the last event: timestamps never fall within a job. */
  readonly lastEventAtMs: number;
  /** Per cent of the current phase, an integer that never falls. */
  readonly progress: number;
  /** When `progress` last rose; null before the first time in this phase. */
  readonly progressAtMs: number | null;
  /** Whether VideoEncodingStarted was told. */
  readonly encodingStarted: boolean;
  /** The last speed that the encoder reported, in times real time. */
  readonly encodingSpeed: number | null;
  readonly timings: Readonly<Partial<Record<Phase, PhaseTiming>>>;
  /** What customers should know although the job goes on. */
  readonly warnings: readonly string[];
  /** A cancel was promised: whatever comes, the job ends as cancelled. */
  readonly cancelRequested: boolean;
  readonly submittedAtMs: number;
  readonly endedAtMs: number | null;
  readonly error: JobError | null;
  readonly output: JobOutput | null;
}

/** Whether the job has ended: nothing changes it any more. */
export function isEnded(state: JobState): boolean {
  return state.phaseState === "ended";
}
