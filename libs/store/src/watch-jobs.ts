import type { Phase } from "@reelbus/contracts";
import { createBatcher } from "./batcher.ts";
import { BATCHES, type Database, type Statement } from "./database.ts";
import type { JobStore, QuietJob } from "./store.ts";
import { isUuid } from "./uuid.ts";

const HEARD: Statement = {
  name: "heard-of-job",
  text: `
    UPDATE jobs SET heard_at = now()
    WHERE job_id = $1 AND phase = $2 AND attempt = $3 AND phase_state = 'running' AND cancel_requested_at IS NULL`,
};

const QUIET: Statement = {
  name: "quiet-jobs",
  text: `
    SELECT job_id, phase, phase_state, attempt FROM jobs
    WHERE phase_state IN ('dispatched', 'running')
      AND heard_at < now() - CASE phase_state WHEN 'dispatched' THEN $1::float8 ELSE $2::float8 END * interval '1 ms'
    ORDER BY heard_at LIMIT $3`,
};

const TOUCH: Statement = {
  name: "touch-jobs",
  text: `
    UPDATE jobs SET heard_at = now()
    WHERE job_id = ANY($1::uuid[]) AND phase_state IN ('dispatched', 'running')`,
};

const TO_CANCEL: Statement = {
  name: "jobs-to-cancel",
  text: `
    SELECT job_id FROM jobs WHERE cancel_requested_at IS NOT NULL AND ended_at IS NULL
    ORDER BY cancel_requested_at LIMIT $1`,
};

const TO_CLEAN: Statement = {
  name: "jobs-to-clean",
  text: "SELECT job_id FROM jobs WHERE cleanup_due ORDER BY ended_at LIMIT $1",
};

const CLEANED: Statement = {
  name: "cleanup-published",
  text: "UPDATE jobs SET cleanup_due = false WHERE job_id = ANY($1::uuid[]) AND cleanup_due",
};

type Watch = Pick<JobStore, "heard" | "quiet" | "touch" | "cancelRequested" | "cleanupDue" | "cleanupPublished">;

/** The part of the JobStore that finds jobs which need the conductor's attention. */
export function watchJobs(database: Database): Watch {
  const idsOf = async (statement: Statement, limit: number) => {
    const { rows } = await database.run<{ job_id: string }>(statement, [limit]);
    return rows.map((row) => row.job_id);
  };
  return {
    heard: async (jobId, phase, attempt) =>
      isUuid(jobId) && (await database.run(HEARD, [jobId, phase, attempt])).count > 0,
    quiet: async ({ dispatchedMs, runningMs, limit }) => {
      const { rows } = await database.run<QuietRow>(QUIET, [dispatchedMs, runningMs, limit]);
      return rows.map(quietJobOf);
    },
    touch: async (jobIds) => {
      if (jobIds.length > 0) await database.run(TOUCH, [jobIds]);
    },
    cancelRequested: (limit) => idsOf(TO_CANCEL, limit),
    cleanupDue: (limit) => idsOf(TO_CLEAN, limit),
    cleanupPublished: createBatcher<string, undefined>({
      ...BATCHES,
      keyOf: (jobId) => jobId,
      run: async (jobIds) => {
        await database.run(CLEANED, [jobIds.toSorted()]);
        return jobIds.map(() => undefined);
      },
    }),
  };
}

interface QuietRow {
  readonly job_id: string;
  readonly phase: Phase;
  readonly phase_state: QuietJob["phaseState"];
  readonly attempt: number;
}

function quietJobOf(row: QuietRow): QuietJob {
  return { jobId: row.job_id, phase: row.phase, phaseState: row.phase_state, attempt: row.attempt };
}
