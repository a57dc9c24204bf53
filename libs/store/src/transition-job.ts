import { ReelbusError, type LifecycleEvent } from "@reelbus/contracts";
import { lifecycleEvent, type Transition } from "@reelbus/job-lifecycle";
import { createBatcher } from "./batcher.ts";
import { BATCHES, type Database, type Statement } from "./database.ts";
import { JOB_STATE_COLUMNS, jobStateOf, type JobRow } from "./job-row.ts";
import { newId } from "./new-id.ts";
import type { JobStore, TransitionOutcome } from "./store.ts";
import { isUuid } from "./uuid.ts";
import { writeJobs } from "./write-jobs.ts";

const READ: Statement = {
  name: "read-jobs",
  text: `SELECT ${JOB_STATE_COLUMNS} FROM jobs WHERE job_id = ANY($1::uuid[])`,
};

/** Somebody else's change in between makes the decision void. Each one is progress, so a few tries are plenty. */
const MAX_TRIES = 20;

/** See JobStore.transition. Calls at the same time share their statements, and so their commit. */
export function transitionJobs(database: Database): JobStore["transition"] {
  const read = createBatcher<string, JobRow | null>({
    ...BATCHES,
    keyOf: (jobId) => jobId,
    run: async (jobIds) => {
      const { rows } = await database.run<JobRow>(READ, [jobIds]);
      const found = new Map(rows.map((row) => [row.job_id, row]));
      return jobIds.map((jobId) => found.get(jobId.toLowerCase()) ?? null);
    },
  });
  const write = createBatcher({ ...BATCHES, keyOf: ({ row }) => row.job_id, run: writeJobs(database) });

  return async (jobId, decide) => {
    if (!isUuid(jobId)) return { kind: "unknown" };
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const row = await read(jobId);
      if (row === null) return { kind: "unknown" };
      const transition = decide(jobStateOf(row), row.now.getTime());
      if (transition === null) return { kind: "unchanged" };
      const events = eventsOf(transition);
      if (await write({ row, transition, events })) return changed(transition, events);
    }
    throw new ReelbusError("internal", "The job is changed by too many at once.", { retryable: true });
  };
}

function changed(transition: Transition, events: readonly LifecycleEvent[]): TransitionOutcome {
  return { kind: "changed", transition, events };
}

function eventsOf({ state, events }: Transition): LifecycleEvent[] {
  const first = state.sequence - events.length + 1;
  return events.map((draft, index) =>
    lifecycleEvent(state.job, draft, {
      eventId: newId(),
      sequence: first + index,
      timestampMs: state.lastEventAtMs,
    }),
  );
}
