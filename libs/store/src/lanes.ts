import type { Reason } from "@reelbus/contracts";
import { createBatcher } from "./batcher.ts";
import { columnsOf } from "./columns-of.ts";
import { BATCHES, type Database, type Statement } from "./database.ts";
import { OWING, PUBLISHER } from "./lane-columns.ts";
import { leaseLanes } from "./lease-lanes.ts";
import type { LaneStore } from "./store.ts";

const RENEW: Statement = {
  name: "renew-lane",
  text: `
    UPDATE lanes SET due_at = now() + $3::float8 * interval '1 ms'
    WHERE lane_id = $1 AND lease_owner = $2 AND state = 'pending'`,
};

/** The lease of a lane that owes nothing more ends in the same statement, so that no event can come in between. */
const DELIVERED: Statement = {
  name: "lanes-delivered",
  text: `
    UPDATE lanes SET
      delivered_sequence = greatest(delivered_sequence, least(new.sequence, last_sequence)),
      state = CASE WHEN closed AND new.sequence >= last_sequence THEN 'done' ELSE state END,
      lease_owner = CASE WHEN new.sequence >= last_sequence THEN NULL ELSE lease_owner END,
      due_at = CASE WHEN new.sequence >= last_sequence THEN now() ELSE due_at END,
      has_delivered = true, failures = 0, failing_since = NULL, failing_target = NULL, last_reason = NULL, last_message = NULL
    FROM unnest($1::bigint[], $2::text[], $3::integer[]) AS new (lane_id, owner, sequence)
    WHERE lanes.lane_id = new.lane_id AND lease_owner = new.owner AND state = 'pending'
    RETURNING lanes.lane_id, lease_owner IS NOT NULL AS owes_more`,
};

const RELEASE: Statement = {
  name: "release-lanes",
  text: `
    UPDATE lanes SET lease_owner = NULL, due_at = now() + new.delay_ms * interval '1 ms'
    FROM unnest($1::bigint[], $2::text[], $3::float8[]) AS new (lane_id, owner, delay_ms)
    WHERE lanes.lane_id = new.lane_id AND lease_owner = new.owner`,
};

/** Lanes that one success makes due; each success of theirs does the same. */
const WOKEN_AT_A_TIME = 16;

/**
 * Of the text of a publisher's settings. The description is stored as its schema gives it: properties in the schema's order,
 * each default filled in, one spelling of everything, without spaces. So equal settings have equal text, however the customer
 * wrote them. (jsonb would sort properties itself, but takes no NUL character.)
 */
const TARGET = `sha256(convert_to((${PUBLISHER})::text, 'UTF8'))`;

/** Without a time after which it is parked, a lane is parked at once. */
const FAILED: Statement = {
  name: "lanes-failed",
  text: `
    UPDATE lanes SET
      state = CASE
        WHEN park_after_ms IS NULL OR failing_since <= now() - park_after_ms * interval '1 ms' THEN 'parked'
        ELSE 'pending' END,
      lease_owner = NULL, due_at = now() + delay_ms * interval '1 ms',
      failures = failures + 1, failing_since = coalesce(failing_since, now()), last_reason = reason, last_message = message,
      failing_target = (SELECT ${TARGET} FROM jobs WHERE jobs.job_id = lanes.job_id)
    FROM unnest($1::bigint[], $2::text[], $3::float8[], $4::float8[], $5::text[], $6::text[])
      AS new (lane_id, owner, delay_ms, park_after_ms, reason, message)
    WHERE lanes.lane_id = new.lane_id AND lease_owner = new.owner AND state = 'pending'
    RETURNING lanes.lane_id, state`,
};

/** Not those that were asked for patience. */
const WAKE: Statement = {
  name: "wake-lanes",
  text: `
    WITH waiting AS (
      SELECT lane_id FROM lanes
      WHERE failing_target = (SELECT ${TARGET} FROM lanes JOIN jobs USING (job_id) WHERE lane_id = $1)
        AND state = 'pending' AND failing_target IS NOT NULL
        AND lease_owner IS NULL AND due_at > now() AND last_reason <> 'throttled'
      LIMIT ${WOKEN_AT_A_TIME}
      FOR UPDATE SKIP LOCKED
    )
    UPDATE lanes SET due_at = now() FROM waiting WHERE lanes.lane_id = waiting.lane_id`,
};

const NEXT_DUE: Statement = {
  name: "next-lane-due",
  text: `SELECT (extract(epoch FROM min(due_at) - now()) * 1000)::float8 AS due_in_ms FROM lanes WHERE ${OWING}`,
};

/** A page lists some hundreds of them. */
const MAX_MESSAGE_LENGTH = 2_000;

interface OwnedLane {
  readonly laneId: string;
  readonly owner: string;
}

interface DeliveredLane extends OwnedLane {
  readonly sequence: number;
}

interface ReleasedLane extends OwnedLane {
  readonly delayMs: number;
}

interface FailedLane extends OwnedLane {
  readonly delayMs: number;
  readonly parkAfterMs: number | null;
  readonly reason: Reason;
  readonly message: string;
}

/** The order of jobs: so that a statement rarely waits for a transition that waits for it. */
function byLaneId(one: OwnedLane, other: OwnedLane): number {
  return Number(BigInt(one.laneId) - BigInt(other.laneId));
}

/** The outbox: which events each message publisher of each job still has to get. */
export function laneStore(database: Database): LaneStore {
  const released = createBatcher<ReleasedLane, undefined>({
    ...BATCHES,
    keyOf: ({ laneId }) => laneId,
    run: async (lanes) => {
      const values = lanes.toSorted(byLaneId).map(({ laneId, owner, delayMs }) => [laneId, owner, delayMs]);
      await database.run(RELEASE, columnsOf(values, 3));
      return lanes.map(() => undefined);
    },
  });
  const delivered = createBatcher<DeliveredLane, boolean>({
    ...BATCHES,
    keyOf: ({ laneId }) => laneId,
    run: async (lanes) => {
      const values = columnsOf(
        lanes.toSorted(byLaneId).map(({ laneId, owner, sequence }) => [laneId, owner, sequence]),
        3,
      );
      const { rows } = await database.run<{ lane_id: string; owes_more: boolean }>(DELIVERED, values);
      const owing = new Set(rows.filter((row) => row.owes_more).map((row) => row.lane_id));
      return lanes.map(({ laneId }) => owing.has(laneId));
    },
  });
  const failed = createBatcher<FailedLane, "retried" | "parked" | null>({
    ...BATCHES,
    keyOf: ({ laneId }) => laneId,
    run: async (lanes) => {
      const values = lanes
        .toSorted(byLaneId)
        .map((lane) => [lane.laneId, lane.owner, lane.delayMs, lane.parkAfterMs, lane.reason, storable(lane.message)]);
      const { rows } = await database.run<{ lane_id: string; state: "pending" | "parked" }>(
        FAILED,
        columnsOf(values, 6),
      );
      const states = new Map(rows.map((row) => [row.lane_id, row.state === "parked" ? "parked" : "retried"] as const));
      return lanes.map(({ laneId }) => states.get(laneId) ?? null);
    },
  });
  return {
    lease: leaseLanes(database),
    renew: async (laneId, owner, leaseMs) => (await database.run(RENEW, [laneId, owner, leaseMs])).count > 0,
    delivered: (laneId, owner, sequence) => delivered({ laneId, owner, sequence }),
    release: (laneId, owner, delayMs = 0) => released({ laneId, owner, delayMs }),
    retryLater: (laneId, owner, failure) => failed({ laneId, owner, ...failure }),
    park: async (laneId, owner, { reason, message }) =>
      (await failed({ laneId, owner, delayMs: 0, parkAfterMs: null, reason, message })) !== null,
    wakeSiblings: async (laneId) => (await database.run(WAKE, [laneId])).count,
    nextDueInMs: async () => {
      const { rows } = await database.run<{ due_in_ms: number | null }>(NEXT_DUE, []);
      return rows[0]?.due_in_ms ?? null;
    },
  };
}

/** What a broker says may be long, and may hold the one character that PostgreSQL's text does not take. */
function storable(message: string): string {
  return message.slice(0, MAX_MESSAGE_LENGTH).replaceAll("\0", "");
}
