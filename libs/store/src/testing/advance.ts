import { applyFact } from "@reelbus/job-lifecycle";
import { sampleFact } from "@reelbus/job-lifecycle/testing";
import type { Store } from "../store.ts";

/** Adds events to a job: the next phase is finished. */
export async function advance(store: Store, jobId: string): Promise<void> {
  await store.jobs.transition(jobId, (state, nowMs) => {
    const verdict = applyFact(state, sampleFact(state, "finished", nowMs), nowMs);
    return verdict.kind === "changed" ? verdict.transition : null;
  });
}
