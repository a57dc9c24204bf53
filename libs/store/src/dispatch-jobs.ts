import type { JobDescription, Phase, PhaseResults, Work } from "@reelbus/contracts";
import { phaseInput } from "@reelbus/job-lifecycle";
import type { Database, Statement } from "./database.ts";

/** Concurrent callers skip each other's rows; together they may exceed the window for a moment, which is harmless. */
const TAKE: Statement = {
  name: "take-ready-jobs",
  text: `
    WITH taken AS MATERIALIZED (
      SELECT job_id FROM jobs
      WHERE phase_state = 'ready' AND phase = $1 AND not_before <= now()
      ORDER BY priority DESC, submitted_at, job_id
      LIMIT greatest(0, $2 - (SELECT count(*) FROM jobs WHERE phase_state = 'dispatched' AND phase = $1))
      FOR UPDATE SKIP LOCKED
    )
    UPDATE jobs SET phase_state = 'dispatched', status = 'Queued', heard_at = now(), revision = revision + 1
    FROM taken WHERE jobs.job_id = taken.job_id
    RETURNING jobs.job_id, tenant_id, attempt, trace_parent, description, sealed_secrets,
      (SELECT json_object_agg(done.phase, done.result) FROM phase_results done WHERE done.job_id = jobs.job_id) AS results`,
};

interface TakenRow {
  readonly job_id: string;
  readonly tenant_id: string;
  readonly attempt: number;
  readonly trace_parent: string;
  readonly description: JobDescription;
  readonly sealed_secrets: string | null;
  readonly results: PhaseResults | null;
}

/** See JobStore.takeReady. */
export async function takeReadyJobs(database: Database, phase: Phase, window: number): Promise<Work[]> {
  const { rows } = await database.run<TakenRow>(TAKE, [phase, window]);
  return rows.map((row) => ({
    jobId: row.job_id,
    tenantId: row.tenant_id,
    phase,
    attempt: row.attempt,
    traceParent: row.trace_parent,
    description: row.description,
    sealedSecrets: row.sealed_secrets,
    input: phaseInput(phase, row.results ?? {}),
  }));
}
