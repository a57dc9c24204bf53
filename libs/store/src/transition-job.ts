import { ReelbusError, type LifecycleEvent } from "@reelbus/contracts";
import { isEnded, lifecycleEvent, type JobState, type Transition } from "@reelbus/job-lifecycle";
import type { Database, Statement } from "./database.ts";
import { JOB_STATE_COLUMNS, jobStateOf, stateColumnOf, type JobRow } from "./job-row.ts";
import { newId } from "./new-id.ts";
import type { TransitionOutcome } from "./store.ts";
import { isUuid } from "./uuid.ts";

const READ: Statement = {
  name: "read-job",
  text: `SELECT ${JOB_STATE_COLUMNS} FROM jobs WHERE job_id = $1`,
};

/** Everything or nothing: without the expected revision no row is updated, and the rest has nothing to join. */
const WRITE: Statement = {
  name: "write-job",
  text: `
    WITH job AS (
      UPDATE jobs SET
        status = $3, phase = $4, phase_state = $5, attempt = $6, not_before = $7, sequence = $8, ended_at = $9,
        cleanup_due = cleanup_due OR $10, state = $11, heard_at = now(), revision = revision + 1
      WHERE job_id = $1 AND revision = $2
      RETURNING job_id
    ), event AS (
      INSERT INTO events (job_id, sequence, event_id, type, body, created_at)
      SELECT job.job_id, new.sequence, new.event_id, new.type, new.body::json, now()
      FROM job, unnest($12::integer[], $13::uuid[], $14::text[], $15::text[]) AS new (sequence, event_id, type, body)
    ), lane AS (
      UPDATE lanes SET last_sequence = $8, closed = $9::timestamptz IS NOT NULL
      FROM job
      WHERE lanes.job_id = job.job_id AND cardinality($12) > 0
    ), result AS (
      INSERT INTO phase_results (job_id, phase, result)
      SELECT job_id, $16, $17 FROM job WHERE $16::text IS NOT NULL
    )
    SELECT job_id FROM job`,
};

/** Somebody else's change in between makes the decision void. Each one is progress, so a few tries are plenty. */
const MAX_TRIES = 20;

/** See JobStore.transition. */
export async function transitionJob(
  database: Database,
  jobId: string,
  decide: (state: JobState, nowMs: number) => Transition | null,
): Promise<TransitionOutcome> {
  if (!isUuid(jobId)) return { kind: "unknown" };
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { rows } = await database.run<JobRow>(READ, [jobId]);
    const [row] = rows;
    if (row === undefined) return { kind: "unknown" };
    const transition = decide(jobStateOf(row), row.now.getTime());
    if (transition === null) return { kind: "unchanged" };
    const events = eventsOf(transition);
    const { count } = await database.run(WRITE, writeValues(row, transition, events));
    if (count > 0) return { kind: "changed", transition, events };
  }
  throw new ReelbusError("internal", "The job is changed by too many at once.", { retryable: true });
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

function writeValues(row: JobRow, transition: Transition, events: readonly LifecycleEvent[]): unknown[] {
  const { state, outcome, effects } = transition;
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
    events.map((event) => event.Sequence),
    events.map((event) => event.EventId),
    events.map((event) => event.EventType),
    events.map((event) => JSON.stringify(event)),
    outcome?.phase,
    outcome === null ? null : JSON.stringify(outcome.result),
  ];
}
