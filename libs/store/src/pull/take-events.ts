import type { LifecycleEvent } from "@reelbus/contracts";
import type { Database, Statement } from "../database.ts";
import { EVENT_BYTES } from "../events.ts";

/** For how long events are kept for whoever fetches them, and for how long one reader has them to itself. */
const KEPT = "interval '4 days'";
const LEASE = "interval '30 s'";

/**
 * $1 tenant, $2 the cursor before or null, $3 the new cursor, $4 events at most, $5 no event more after so many bytes.
 *
 * `mine` goes over to the new cursor, with what its jobs have to tell since; `due` is what nobody holds. Of both so many
 * lanes are taken as it needs to fill the page. How far a lane is given comes from the events that are read here, not from
 * its last_sequence: a lane that was locked after this statement began may already owe what it does not see.
 */
const TAKE: Statement = {
  name: "take-events",
  text: `
    WITH mine AS MATERIALIZED (
      SELECT lane_id, job_id, given_sequence AS position, last_sequence, due_at FROM lanes
      WHERE state = 'pull' AND lease_owner = $2 AND pull_tenant = $1 AND due_at > now()
      ORDER BY lane_id
      FOR UPDATE
    ), due AS MATERIALIZED (
      SELECT lane_id, job_id, delivered_sequence AS position, last_sequence, due_at FROM lanes
      WHERE state = 'pull' AND last_sequence > delivered_sequence AND pull_tenant = $1 AND due_at <= now()
      ORDER BY due_at LIMIT $4::integer
      FOR UPDATE SKIP LOCKED
    ), candidate AS (
      SELECT *, last_sequence - position AS owed, false AS is_due FROM mine WHERE last_sequence > position
      UNION ALL SELECT *, last_sequence - position, true FROM due
    ), chosen AS MATERIALIZED (
      SELECT * FROM (
        SELECT *, (sum(owed) OVER (ORDER BY is_due, due_at, lane_id) - owed)::integer AS before FROM candidate
      ) AS ranked WHERE before < $4::integer
    ), given AS MATERIALIZED (
      SELECT lane_id, before, sequence, body FROM (
        SELECT lane_id, before, sequence, body, sum(bytes) OVER (ORDER BY before, sequence) - bytes AS bytes_before
        FROM chosen, LATERAL (
          SELECT sequence, body, ${EVENT_BYTES} AS bytes FROM events
          WHERE events.job_id = chosen.job_id AND sequence > position AND created_at > now() - ${KEPT}
          ORDER BY sequence LIMIT $4::integer - before
        ) AS owed_event
      ) AS sized WHERE bytes_before < $5::integer
    ), leased AS (
      UPDATE lanes SET lease_owner = $3, given_sequence = through.sequence, due_at = now() + ${LEASE}
      FROM (SELECT lane_id, max(sequence) AS sequence FROM given GROUP BY lane_id) AS through
      WHERE lanes.lane_id = through.lane_id
    ), kept AS (
      UPDATE lanes SET lease_owner = $3 FROM mine
      WHERE lanes.lane_id = mine.lane_id AND mine.lane_id NOT IN (SELECT lane_id FROM given)
    )
    SELECT
      (SELECT coalesce(json_agg(body ORDER BY before, sequence), '[]') FROM given) AS events,
      ARRAY(SELECT lane_id FROM chosen WHERE lane_id NOT IN (SELECT lane_id FROM given)) AS empty,
      (
        SELECT min(until) FROM (
          SELECT now() + ${LEASE} AS until FROM given
          UNION ALL SELECT due_at FROM mine WHERE lane_id NOT IN (SELECT lane_id FROM given)
        ) AS held
      ) AS held_until`,
};

/** What is too old is given up: the lane goes on with what comes later, or is done. */
const EXPIRE: Statement = {
  name: "expire-events",
  text: `
    WITH old AS MATERIALIZED (
      SELECT lane_id, (
        SELECT sequence FROM events
        WHERE events.job_id = lanes.job_id AND sequence > delivered_sequence AND created_at <= now() - ${KEPT}
        ORDER BY sequence DESC LIMIT 1
      ) AS sequence
      FROM lanes WHERE lane_id = ANY($1::bigint[]) AND state = 'pull' AND due_at <= now()
      ORDER BY lane_id
      FOR UPDATE
    )
    UPDATE lanes SET
      delivered_sequence = old.sequence, lease_owner = NULL,
      state = CASE WHEN closed AND old.sequence >= last_sequence THEN 'done' ELSE state END
    FROM old WHERE lanes.lane_id = old.lane_id AND old.sequence > delivered_sequence`,
};

interface TakenRow {
  readonly events: readonly LifecycleEvent[];
  /** Lanes that owe something, of which nothing could be given. */
  readonly empty: readonly string[];
  readonly held_until: Date | null;
}

export interface Taken {
  readonly events: readonly LifecycleEvent[];
  /** Until when nobody else gets anything of what the new cursor holds; null when it holds nothing. */
  readonly heldUntil: Date | null;
}

/** A page that holds this much takes no event more: the largest, JobCreated, may have most of a megabyte. */
const MAX_BYTES = 8_388_608;

/** As many lanes without anything to give are put aside before a page may be empty although there is something. */
const MAX_ROUNDS = 20;

/** Gives the next events to the holder of `cursor`, and hands over to it what `before` holds. */
export async function takeEvents(
  database: Database,
  options: { tenantId: string; before: string | null; cursor: string; max: number },
): Promise<Taken> {
  let { before } = options;
  let heldUntil: Date | null = null;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const values = [options.tenantId, before, options.cursor, options.max, MAX_BYTES];
    const [taken] = (await database.run<TakenRow>(TAKE, values)).rows;
    if (taken === undefined) break;
    const { events, empty } = taken;
    heldUntil = taken.held_until ?? heldUntil;
    const expired = empty.length === 0 ? 0 : (await database.run(EXPIRE, [empty])).count;
    if (events.length > 0 || expired === 0) return { events, heldUntil };
    before = options.cursor;
  }
  return { events: [], heldUntil };
}
