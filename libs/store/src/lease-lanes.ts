import type { LifecycleEvent, MessagePublisher } from "@reelbus/contracts";
import type { Database, Statement } from "./database.ts";
import { EVENT_BYTES } from "./events.ts";
import { OWING, PUBLISHER } from "./lane-columns.ts";
import type { LaneStore, LeasedLane } from "./store.ts";

/** What belongs to `PUBLISHER`. */
const SECRETS = "CASE WHEN own_publisher IS NULL THEN sealed_secrets ELSE own_secrets END";

/**
 * $1 lanes at most, $2 owner, $3 milliseconds, $4 events of one lane at most, $5 nothing more after so many bytes,
 * $6 of one lane.
 *
 * First each lane gets one event, then each a second one: as many lanes as possible go on. With its first event a lane
 * brings its secrets. How far a lane is given comes from the events that are read here: one that changed hands during the
 * statement may owe what the statement does not see yet, and is not leased when it sees none of it.
 */
const LEASE: Statement = {
  name: "lease-lanes",
  text: `
    WITH due AS MATERIALIZED (
      SELECT lane_id, job_id, delivered_sequence AS position, due_at, own_publisher, own_secrets FROM lanes
      WHERE ${OWING} AND due_at <= now()
      ORDER BY due_at LIMIT $1
      FOR UPDATE SKIP LOCKED
    ), owed AS (
      SELECT lane_id, due_at, event.sequence, event.sequence - position AS nth,
        bytes + CASE WHEN event.sequence = position + 1 THEN coalesce(octet_length(${SECRETS}), 0) ELSE 0 END AS bytes
      FROM due JOIN jobs USING (job_id), LATERAL (
        SELECT sequence, ${EVENT_BYTES} AS bytes FROM events
        WHERE events.job_id = due.job_id AND sequence > position
        ORDER BY sequence LIMIT $4
      ) AS event
    ), given AS MATERIALIZED (
      SELECT lane_id, max(sequence) AS through, sum(bytes) AS bytes FROM (
        SELECT lane_id, sequence, bytes, sum(bytes) OVER (ORDER BY nth, due_at, lane_id) - bytes AS bytes_before,
          sum(bytes) OVER (PARTITION BY lane_id ORDER BY nth) - bytes AS lane_bytes_before
        FROM owed
      ) AS sized WHERE bytes_before < $5::float8 AND lane_bytes_before < $6::float8 GROUP BY lane_id
    ), leased AS (
      UPDATE lanes SET lease_owner = $2, due_at = now() + $3::float8 * interval '1 ms'
      FROM given WHERE lanes.lane_id = given.lane_id
      RETURNING lanes.lane_id, job_id, publisher_index, delivered_sequence, failures, has_delivered, through, bytes,
        own_publisher, own_secrets
    )
    SELECT lane_id, job_id, publisher_index, ${PUBLISHER} AS publisher, failures, has_delivered, bytes::float8,
      ${SECRETS} AS sealed_secrets,
      (
        SELECT json_agg(body ORDER BY sequence) FROM events
        WHERE events.job_id = leased.job_id AND sequence > delivered_sequence AND sequence <= through
      ) AS events
    FROM leased JOIN jobs USING (job_id)`,
};

interface LaneRow {
  readonly lane_id: string;
  readonly job_id: string;
  readonly publisher_index: number;
  readonly publisher: MessagePublisher;
  readonly sealed_secrets: string | null;
  readonly failures: number;
  readonly has_delivered: boolean;
  readonly events: readonly LifecycleEvent[];
  readonly bytes: number;
}

/** See LaneStore.lease. */
export function leaseLanes(database: Database): LaneStore["lease"] {
  return async ({ owner, limit, leaseMs, batch, maxBytes = Infinity, maxLaneBytes = maxBytes }) => {
    const { rows } = await database.run<LaneRow>(LEASE, [limit, owner, leaseMs, batch, maxBytes, maxLaneBytes]);
    return rows.map(leasedLaneOf);
  };
}

function leasedLaneOf(row: LaneRow): LeasedLane {
  return {
    laneId: row.lane_id,
    jobId: row.job_id,
    publisherIndex: row.publisher_index,
    publisher: row.publisher,
    sealedSecrets: row.sealed_secrets,
    failures: row.failures,
    hasDelivered: row.has_delivered,
    events: row.events,
    bytes: row.bytes,
  };
}
