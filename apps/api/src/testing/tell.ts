import type { EventDraft } from "@reelbus/contracts";
import { cancelJob } from "@reelbus/job-lifecycle";
import { newId } from "@reelbus/store";
import { parsedJob } from "./job.ts";
import type { RunningApi } from "./with-api.ts";

/** Stores a job directly. */
export async function storeJob({ store }: Pick<RunningApi, "store">): Promise<string> {
  const jobId = newId();
  await store.jobs.submit({
    jobId,
    tenantId: "default",
    description: parsedJob,
    sealedSecrets: null,
    idempotencyKey: null,
    bodyHash: "x",
    traceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  });
  return jobId;
}

/** Adds events to a job's history as the conductor would, and says so on the bus unless `quietly`. */
export async function tell(
  { store, bus }: Pick<RunningApi, "store" | "bus">,
  jobId: string,
  count: number,
  { quietly = false } = {},
): Promise<void> {
  await store.jobs.transition(jobId, (state, nowMs) => ({
    state: { ...state, sequence: state.sequence + count, lastEventAtMs: nowMs },
    events: Array.from({ length: count }, () => progress),
    outcome: null,
    effects: { dispatch: null, abort: null, purge: null, cleanup: false },
  }));
  if (!quietly) bus.nudge("events", jobId);
}

/** Ends a job by FinalError 5001. */
export async function end({ store, bus }: Pick<RunningApi, "store" | "bus">, jobId: string): Promise<void> {
  await store.jobs.transition(jobId, cancelJob);
  bus.nudge("events", jobId);
}

const progress: EventDraft = {
  type: "AcquisitionProgress",
  payload: { Progress: 50, BytesAcquired: 1, TotalBytes: 2 },
};
