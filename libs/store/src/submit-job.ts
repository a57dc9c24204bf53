import { ReelbusError } from "@reelbus/contracts";
import { newJob } from "@reelbus/job-lifecycle";
import { createBatcher } from "./batcher.ts";
import { columnsOf } from "./columns-of.ts";
import { BATCHES, type Database, type Statement } from "./database.ts";
import type { JobStore, Submission, SubmitOutcome } from "./store.ts";

const INSERT: Statement = {
  name: "submit-jobs",
  text: `
    WITH given AS MATERIALIZED (
      SELECT * FROM unnest(
        $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::smallint[],
        $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::integer[], $15::integer[], $16::integer[]
      ) AS given (
        job_id, tenant_id, external_id, external_type, idempotency_key, body_hash, trace_parent, priority,
        description, sealed_secrets, status, phase, phase_state, attempt, sequence, publishers)
    ), job AS (
      INSERT INTO jobs (
        job_id, tenant_id, external_id, external_type, idempotency_key, body_hash, trace_parent, priority,
        description, sealed_secrets, submitted_at, status, phase, phase_state, attempt, not_before, sequence, heard_at)
      SELECT
        job_id, tenant_id, external_id, external_type, idempotency_key, body_hash, trace_parent, priority,
        description::json, sealed_secrets, now(), status, phase, phase_state, attempt, now(), sequence, now()
      FROM given
      ON CONFLICT DO NOTHING
      RETURNING job_id
    ), lane AS (
      INSERT INTO lanes (job_id, publisher_index, due_at)
      SELECT job_id, publisher_index, now()
      FROM job JOIN given USING (job_id), generate_series(0, publishers - 1) AS publisher_index
    ), pull_lane AS (
      INSERT INTO lanes (job_id, publisher_index, state, pull_tenant, due_at)
      SELECT job_id, -1, 'pull', tenant_id, now()
      FROM job JOIN given USING (job_id) JOIN pull_channels USING (tenant_id)
      WHERE read_at > now() - interval '4 days'
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

/** Descriptions may be large, and a batch of them is one message to the database. */
const MAX_BATCH = 16;

/**
 * See JobStore.submit. The unique index decides between concurrent submissions of one key. Calls at the same time share
 * their insert, and so its commit.
 */
export function submitJobs(database: Database): JobStore["submit"] {
  const insert = createBatcher<Submission, boolean>({
    ...BATCHES,
    maxItems: MAX_BATCH,
    keyOf: ({ jobId, tenantId, idempotencyKey }) =>
      idempotencyKey === null ? jobId : JSON.stringify([tenantId, idempotencyKey]),
    run: async (submissions) => {
      const { rows } = await database.run<{ job_id: string }>(INSERT, columnsOf(submissions.map(insertValues), 16));
      const stored = new Set(rows.map((row) => row.job_id));
      return submissions.map(({ jobId }) => stored.has(jobId));
    },
  });
  return async (submission) => {
    const { jobId, tenantId, idempotencyKey, bodyHash } = submission;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (await insert(submission)) return { kind: "stored" };
      const { rows } = await database.run<FoundRow>(FIND, [jobId, tenantId, idempotencyKey]);
      const [found] = rows;
      if (found !== undefined) return outcomeOf(found, jobId, bodyHash);
    }
    throw new ReelbusError("internal", "The job could not be stored; send it again.", { retryable: true });
  };
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
