import type { LifecycleEvent } from "@reelbus/contracts";
import { isEnded, type Transition } from "@reelbus/job-lifecycle";
import { columnsOf } from "./columns-of.ts";
import type { Database, Statement } from "./database.ts";
import { stateColumnOf, type JobRow } from "./job-row.ts";

/** A decision about a job as it was read. */
export interface JobWrite {
  readonly row: JobRow;
  readonly transition: Transition;
  readonly events: readonly LifecycleEvent[];
}

/**
 * For each job everything or nothing: without the expected revision its row is not updated, and the rest has nothing to
 * join. All in the order of job ids, so that two statements rarely wait for each other's rows.
 */
const WRITE: Statement = {
  name: "write-jobs",
  text: `
    WITH job AS (
      UPDATE jobs SET
        status = new.status, phase = new.phase, phase_state = new.phase_state, attempt = new.attempt,
        not_before = new.not_before, sequence = new.sequence, ended_at = new.ended_at,
        cleanup_due = cleanup_due OR new.cleanup, state = new.state::json, heard_at = now(),
        revision = jobs.revision + 1
      FROM unnest(
        $1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::timestamptz[],
        $8::integer[], $9::timestamptz[], $10::boolean[], $11::text[], $12::boolean[]
      ) AS new (
        job_id, revision, status, phase, phase_state, attempt, not_before,
        sequence, ended_at, cleanup, state, has_events)
      WHERE jobs.job_id = new.job_id AND jobs.revision = new.revision
      RETURNING jobs.job_id, new.sequence AS last_sequence, new.ended_at IS NOT NULL AS closed, new.has_events
    ), event AS (
      INSERT INTO events (job_id, sequence, event_id, type, body, bytes, created_at)
      SELECT job_id, new.sequence, new.event_id, new.type, new.body::json, octet_length(new.body), now()
      FROM unnest($13::uuid[], $14::integer[], $15::uuid[], $16::text[], $17::text[])
        AS new (job_id, sequence, event_id, type, body)
      JOIN job USING (job_id)
    ), lane AS (
      UPDATE lanes SET last_sequence = job.last_sequence, closed = job.closed
      FROM job WHERE lanes.job_id = job.job_id AND job.has_events
    ), result AS (
      INSERT INTO phase_results (job_id, phase, result)
      SELECT job_id, new.phase, new.result::json
      FROM unnest($18::uuid[], $19::text[], $20::text[]) AS new (job_id, phase, result)
      JOIN job USING (job_id)
    )
    SELECT job_id FROM job`,
};

/** Stores decisions about different jobs; tells of each whether the job was still as it was read. */
export function writeJobs(database: Database): (writes: readonly JobWrite[]) => Promise<readonly boolean[]> {
  return async (writes) => {
    const sorted = writes.toSorted((a, b) => (a.row.job_id < b.row.job_id ? -1 : 1));
    const events = sorted.flatMap((write) => write.events);
    const outcomes = sorted.flatMap(({ row, transition: { outcome } }) =>
      outcome === null ? [] : [{ jobId: row.job_id, ...outcome }],
    );
    const { rows } = await database.run<{ job_id: string }>(WRITE, [
      ...columnsOf(sorted.map(jobValues), 12),
      ...columnsOf(events.map(eventValues), 5),
      ...columnsOf(
        outcomes.map(({ jobId, phase, result }) => [jobId, phase, JSON.stringify(result)]),
        3,
      ),
    ]);
    const written = new Set(rows.map((row) => row.job_id));
    return writes.map(({ row }) => written.has(row.job_id));
  };
}

function jobValues({ row, transition, events }: JobWrite): unknown[] {
  const { state, effects } = transition;
  return [
    row.job_id,
    row.revision,
    state.status,
    state.phase,
    state.phaseState,
    state.attempt,
    new Date(state.notBeforeMs),
    state.sequence,
    isEnded(state) ? new Date(state.endedAtMs ?? row.now) : null,
    effects.cleanup,
    stateColumnOf(state),
    events.length > 0,
  ];
}

function eventValues(event: LifecycleEvent): unknown[] {
  return [event.JobId, event.Sequence, event.EventId, event.EventType, JSON.stringify(event)];
}
