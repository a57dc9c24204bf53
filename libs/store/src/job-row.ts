import type { JobDescription, JobStatus, Phase } from "@reelbus/contracts";
import { newJob, type Job, type JobState, type PhaseState } from "@reelbus/job-lifecycle";

/** The columns from which a JobState is made, with the database's time. */
export const JOB_STATE_COLUMNS = `
  job_id, tenant_id, trace_parent, description, submitted_at, status, phase, phase_state, attempt, not_before,
  sequence, cancel_requested_at IS NOT NULL AS cancel_requested, ended_at, state, revision, clock_timestamp() AS now`;

/** What of a JobState stands in the `state` column: the rest has columns of its own. */
type StateColumn = Omit<
  JobState,
  | "job"
  | "submittedAtMs"
  | "status"
  | "phase"
  | "phaseState"
  | "attempt"
  | "notBeforeMs"
  | "sequence"
  | "cancelRequested"
  | "endedAtMs"
>;

export interface JobRow {
  readonly job_id: string;
  readonly tenant_id: string;
  readonly trace_parent: string;
  readonly description: JobDescription;
  readonly submitted_at: Date;
  readonly status: JobStatus;
  readonly phase: Phase;
  readonly phase_state: PhaseState;
  readonly attempt: number;
  readonly not_before: Date;
  readonly sequence: number;
  readonly cancel_requested: boolean;
  readonly ended_at: Date | null;
  readonly state: StateColumn | null;
  readonly revision: number;
  readonly now: Date;
}

/** Rows are read as they were written, without another validation: this library alone writes them. */
export function jobStateOf(row: JobRow): JobState {
  const job: Job = {
    jobId: row.job_id,
    tenantId: row.tenant_id,
    traceParent: row.trace_parent,
    description: row.description,
  };
  return {
    ...newJob(job, row.submitted_at.getTime()),
    ...row.state,
    status: row.status,
    phase: row.phase,
    phaseState: row.phase_state,
    attempt: row.attempt,
    notBeforeMs: row.not_before.getTime(),
    sequence: row.sequence,
    cancelRequested: row.cancel_requested,
    endedAtMs: row.ended_at?.getTime() ?? null,
  };
}

/** The `state` column of a JobState, as JSON text. */
export function stateColumnOf(state: JobState): string {
  const column: StateColumn = {
    delivery: state.delivery,
    failures: state.failures,
    silences: state.silences,
    losses: state.losses,
    lastEventAtMs: state.lastEventAtMs,
    progress: state.progress,
    progressAtMs: state.progressAtMs,
    encodingStarted: state.encodingStarted,
    encodingSpeed: state.encodingSpeed,
    timings: state.timings,
    warnings: state.warnings,
    error: state.error,
    output: state.output,
  };
  return JSON.stringify(column);
}
