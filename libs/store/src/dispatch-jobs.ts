import type { JobDescription, Phase, PhaseResults, Work } from "@reelbus/contracts";
import { phaseInput } from "@reelbus/job-lifecycle";
import { createBatcher } from "./batcher.ts";
import { columnsOf } from "./columns-of.ts";
import { BATCHES, type Database, type Statement } from "./database.ts";
import type { JobStore } from "./store.ts";

/** Concurrent callers skip each other's rows; together they may exceed the window for a moment, which is harmless. */
const TAKE: Statement = {
  name: "take-ready-jobs",
  text: `
    WITH taken AS MATERIALIZED (
      SELECT job_id FROM unnest($1::text[], $2::integer[]) AS wanted (phase, room), LATERAL (
        SELECT job_id FROM jobs
        WHERE phase_state = 'ready' AND phase = wanted.phase AND not_before <= now()
        ORDER BY priority DESC, submitted_at, job_id
        LIMIT greatest(0, wanted.room -
          (SELECT count(*) FROM jobs WHERE phase_state = 'dispatched' AND phase = wanted.phase))
        FOR UPDATE SKIP LOCKED
      ) AS ready
    )
    UPDATE jobs SET phase_state = 'dispatched', status = 'Queued', heard_at = now(), revision = revision + 1
    FROM taken WHERE jobs.job_id = taken.job_id
    RETURNING jobs.job_id, phase, tenant_id, attempt, trace_parent, description, sealed_secrets,
      (SELECT json_object_agg(done.phase, done.result) FROM phase_results done WHERE done.job_id = jobs.job_id) AS results`,
};

interface TakenRow {
  readonly job_id: string;
  readonly phase: Phase;
  readonly tenant_id: string;
  readonly attempt: number;
  readonly trace_parent: string;
  readonly description: JobDescription;
  readonly sealed_secrets: string | null;
  readonly results: PhaseResults | null;
}

/** See JobStore.takeReady. Calls for different phases at the same time share a statement. */
export function takeReadyJobs(database: Database): JobStore["takeReady"] {
  const take = createBatcher<Wanted, readonly Work[]>({
    ...BATCHES,
    maxRunning: 1,
    keyOf: ({ phase }) => phase,
    run: async (wanted) => {
      const { rows } = await database.run<TakenRow>(
        TAKE,
        columnsOf(
          wanted.map(({ phase, window }) => [phase, window]),
          2,
        ),
      );
      const works = Map.groupBy(rows.map(workOf), (work) => work.phase);
      return wanted.map(({ phase }) => works.get(phase) ?? []);
    },
  });
  return (phase, window) => take({ phase, window });
}

interface Wanted {
  readonly phase: Phase;
  readonly window: number;
}

function workOf(row: TakenRow): Work {
  return {
    jobId: row.job_id,
    tenantId: row.tenant_id,
    phase: row.phase,
    attempt: row.attempt,
    traceParent: row.trace_parent,
    description: row.description,
    sealedSecrets: row.sealed_secrets,
    input: phaseInput(row.phase, row.results ?? {}),
  };
}
