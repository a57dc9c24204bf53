import { ReelbusError } from "@reelbus/contracts";
import { newJob } from "@reelbus/job-lifecycle";
import type { Database, Statement } from "./database.ts";
import type { Submission, SubmitOutcome } from "./store.ts";

const INSERT: Statement = {
  name: "submit-job",
  text: `
    WITH job AS (
      INSERT INTO jobs (
        job_id, tenant_id, external_id, external_type, idempotency_key, body_hash, trace_parent, priority,
        description, sealed_secrets, submitted_at, status, phase, phase_state, attempt, not_before, sequence, heard_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now(), $11, $12, $13, $14, now(), $15, now())
      ON CONFLICT DO NOTHING
      RETURNING job_id
    ), lane AS (
      INSERT INTO lanes (job_id, publisher_index, due_at)
      SELECT job_id, publisher_index, now() FROM job, generate_series(0, $16::integer - 1) AS publisher_index
    )
    SELECT job_id FROM job`,
};

const FIND: Statement = {
  name: "find-submitted",
  text: `
    SELECT job_id, external_id, external_type, body_hash FROM jobs
    WHERE job_id = $1 OR (tenant_id = $2 AND idempotency_key = $3)
    ORDER BY job_id = $1 DESC LIMIT 1`,
};

interface FoundRow {
  readonly job_id: string;
  readonly external_id: string | null;
  readonly external_type: string | null;
  readonly body_hash: string;
}

/** A row that stood in the way of the insert may be gone when it is looked for: then the insert is tried again. */
const MAX_TRIES = 3;

/** See JobStore.submit. The unique index decides between concurrent submissions of one key. */
export async function submitJob(database: Database, submission: Submission): Promise<SubmitOutcome> {
  const { jobId, tenantId, idempotencyKey, bodyHash } = submission;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { count } = await database.run(INSERT, insertValues(submission));
    if (count > 0) return { kind: "stored" };
    const { rows } = await database.run<FoundRow>(FIND, [jobId, tenantId, idempotencyKey]);
    const [found] = rows;
    if (found !== undefined) return outcomeOf(found, jobId, bodyHash);
  }
  throw new ReelbusError("internal", "The job could not be stored; send it again.", { retryable: true });
}

function outcomeOf(found: FoundRow, jobId: string, bodyHash: string): SubmitOutcome {
  if (found.body_hash !== bodyHash) return { kind: "conflict" };
  // The same call was made before and its answer was lost.
  if (found.job_id === jobId) return { kind: "stored" };
  return { kind: "known", jobId: found.job_id, externalId: found.external_id, externalType: found.external_type };
}

function insertValues(submission: Submission): unknown[] {
  const { jobId, tenantId, traceParent, description } = submission;
  const state = newJob({ jobId, tenantId, traceParent, description }, 0);
  return [
    jobId,
    tenantId,
    description.ExternalId,
    description.ExternalType,
    submission.idempotencyKey,
    submission.bodyHash,
    traceParent,
    description.Priority,
    JSON.stringify(description),
    submission.sealedSecrets,
    state.status,
    state.phase,
    state.phaseState,
    state.attempt,
    state.sequence,
    description.MessagePublishers.length,
  ];
}
