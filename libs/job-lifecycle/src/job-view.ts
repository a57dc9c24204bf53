import { PHASES, type JobView } from "@reelbus/contracts";
import type { JobState } from "./job-state.ts";
import { stopped, totals } from "./timing.ts";

/** The job as the API shows it. Waiting and processing that go on count up to `nowMs`. */
export function jobView(state: JobState, nowMs: number): JobView {
  const { description, jobId, tenantId } = state.job;
  const { queueWaitSeconds, processingSeconds } = totals(state.timings, nowMs);
  return {
    JobId: jobId,
    TenantId: tenantId,
    ExternalId: description.ExternalId ?? null,
    ExternalType: description.ExternalType ?? null,
    ExternalProvider: description.ExternalProvider ?? null,
    Status: state.status,
    Phase: state.phase,
    Progress: state.progress,
    Priority: description.Priority,
    SubmittedAt: new Date(state.submittedAtMs).toISOString(),
    FinishedAt: state.endedAtMs === null ? null : new Date(state.endedAtMs).toISOString(),
    QueueWaitSeconds: queueWaitSeconds,
    ProcessingSeconds: processingSeconds,
    Phases: phaseTimings(state, nowMs),
    LastSequence: state.sequence,
    Output: state.output,
    Error: state.error,
  };
}

function phaseTimings({ timings }: JobState, nowMs: number): JobView["Phases"] {
  return PHASES.flatMap((phase) => {
    const timing = timings[phase];
    if (timing === undefined) return [];
    const { queueWaitMs, processingMs, attempts } = stopped(timing, nowMs);
    return {
      Phase: phase,
      QueueWaitSeconds: queueWaitMs / 1000,
      ProcessingSeconds: processingMs / 1000,
      Attempts: attempts,
    };
  });
}
