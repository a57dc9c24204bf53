import {
  ReelbusError,
  type DeliveriesPage,
  type DeliveriesQuery,
  type DeliveryView,
  type Reason,
} from "@reelbus/contracts";
import type { Database, Statement } from "./database.ts";
import { PUBLISHER } from "./lane-columns.ts";
import type { DeliveryKey, DeliveryStore, RedriveOutcome, ReplayOutcome } from "./store.ts";
import { isUuid } from "./uuid.ts";

const IN_TROUBLE = "(lanes.state = 'parked' OR lanes.failing_since IS NOT NULL)";

/** What has failed begins anew: its failures, and the 72 hours. */
const ANEW = "failures = 0, failing_since = NULL, failing_target = NULL, last_reason = NULL, last_message = NULL";

const REDRIVE: Statement = {
  name: "redrive-lane",
  text: `
    UPDATE lanes SET state = 'pending', due_at = now(), ${ANEW}
    WHERE job_id = $1 AND publisher_index = $2 AND state = 'parked'`,
};

/**
 * Whoever holds the lease loses it and finds that out by the time it would have ended: until then nobody else gets the
 * lane, so that the events which come again don't mix with those that are on their way. The lane then looks as one that
 * never failed, has no owner and is not due, and taking it again leaves it its time. The pause after a failure is over,
 * though: it began when its owner gave the lane back.
 */
const TAKEN = `
  due_at = CASE WHEN lease_owner IS NULL AND failing_since IS NOT NULL THEN now() ELSE greatest(due_at, now()) END,
  lease_owner = NULL, ${ANEW}`;

/** Who publishes by the old settings at this moment must neither park the lane nor go on. What has own settings may get others. */
const REDRIVE_WITH: Statement = {
  name: "redrive-lane-with",
  text: `
    UPDATE lanes SET state = 'pending', own_publisher = $3, own_secrets = $4, has_delivered = false, ${TAKEN}
    WHERE job_id = $1 AND publisher_index = $2 AND (${IN_TROUBLE} OR (own_publisher IS NOT NULL AND state = 'pending'))`,
};

const REPLAY: Statement = {
  name: "replay-lane",
  text: `
    UPDATE lanes SET
      state = 'pending', delivered_sequence = least(delivered_sequence, $3::integer - 1), ${TAKEN}
    WHERE job_id = $1 AND publisher_index = $2 AND $3::integer <= last_sequence
      AND ($3::integer <= delivered_sequence OR state = 'parked')
    RETURNING last_sequence`,
};

const FIND: Statement = {
  name: "find-lane",
  text: "SELECT last_sequence FROM lanes WHERE job_id = $1 AND publisher_index = $2",
};

const JOB_EXISTS: Statement = { name: "job-of-lane", text: "SELECT job_id FROM jobs WHERE job_id = $1" };

interface TroubledRow {
  readonly lane_id: string;
  readonly job_id: string;
  readonly tenant_id: string;
  readonly external_id: string | null;
  readonly publisher_index: number;
  readonly type: string | null;
  readonly state: "pending" | "parked";
  readonly delivered_sequence: number;
  readonly last_sequence: number;
  readonly failures: number;
  readonly failing_since: Date;
  readonly last_reason: Reason;
  readonly last_message: string;
  readonly next_try_at: Date | null;
}

/** See DeliveryStore. */
export function deliveryStore(database: Database): DeliveryStore {
  const find = async ({ jobId, publisherIndex }: DeliveryKey) =>
    (await database.run<{ last_sequence: number }>(FIND, [jobId, publisherIndex])).rows[0];
  return {
    page: (query) => pageDeliveries(database, query),
    redrive: async (key, settings): Promise<RedriveOutcome> => {
      if (!isUuid(key.jobId)) return "unknown";
      const values = [key.jobId, key.publisherIndex];
      const { count } = await (settings === undefined
        ? database.run(REDRIVE, values)
        : database.run(REDRIVE_WITH, [...values, JSON.stringify(settings.publisher), settings.sealedSecrets]));
      if (count > 0) return "redriven";
      return (await find(key)) === undefined ? "unknown" : "not-parked";
    },
    replay: async (key, fromSequence): Promise<ReplayOutcome> => {
      const { jobId, publisherIndex } = key;
      if (!isUuid(jobId)) return { kind: "unknown-job" };
      const values = [jobId, publisherIndex, fromSequence];
      const [replayed] = (await database.run<{ last_sequence: number }>(REPLAY, values)).rows;
      // What the lane owes anyway is not touched: its owner may be sending it, and the same replay may come twice.
      const lane = replayed ?? (await find(key));
      if (lane !== undefined && fromSequence <= lane.last_sequence)
        return { kind: "replayed", lastSequence: lane.last_sequence };
      if (lane !== undefined) return { kind: "unknown-event", lastSequence: lane.last_sequence };
      const { count } = await database.run(JOB_EXISTS, [jobId]);
      return { kind: count > 0 ? "unknown-publisher" : "unknown-job" };
    },
  };
}

/** One row more than asked for tells whether another page follows. */
async function pageDeliveries(database: Database, query: DeliveriesQuery): Promise<DeliveriesPage> {
  const { text, values } = pageStatement(query);
  const { rows } = await database.runUnnamed<TroubledRow>(text, values);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    Deliveries: shown.map(viewOf),
    NextCursor: rows.length > query.limit && last !== undefined ? cursorOf(last.lane_id) : null,
  };
}

function pageStatement(query: DeliveriesQuery): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const conditions = [IN_TROUBLE];
  if (query.state === "Parked") conditions.push("lanes.state = 'parked'");
  if (query.state === "Failing") conditions.push("lanes.state = 'pending'");
  if (query.job !== undefined) conditions.push(`lanes.job_id = ${parameter(query.job)}::uuid`);
  if (query.tenant !== undefined) conditions.push(`jobs.tenant_id = ${parameter(query.tenant)}`);
  if (query.cursor !== undefined) conditions.push(`lanes.lane_id < ${parameter(laneIdOf(query.cursor))}::bigint`);
  return {
    text: `
      SELECT lane_id, job_id, tenant_id, external_id, publisher_index, lanes.state, delivered_sequence, last_sequence,
        failures, failing_since, last_reason, last_message,
        ${PUBLISHER} ->> 'Type' AS type,
        CASE WHEN lanes.state = 'pending' AND lease_owner IS NULL THEN due_at END AS next_try_at
      FROM lanes JOIN jobs USING (job_id) WHERE ${conditions.join(" AND ")}
      ORDER BY lane_id DESC LIMIT ${parameter(query.limit + 1)}`,
    values,
  };
}

function viewOf(row: TroubledRow): DeliveryView {
  return {
    DeliveryId: `${row.job_id}.${row.publisher_index}`,
    JobId: row.job_id,
    TenantId: row.tenant_id,
    ExternalId: row.external_id,
    PublisherIndex: row.publisher_index,
    Type: row.type ?? "unknown",
    State: row.state === "parked" ? "Parked" : "Failing",
    DeliveredSequence: row.delivered_sequence,
    LastSequence: row.last_sequence,
    EventsOutstanding: row.last_sequence - row.delivered_sequence,
    Failures: row.failures,
    FailingSince: row.failing_since.toISOString(),
    Reason: row.last_reason,
    Message: row.last_message,
    NextTryAt: row.next_try_at?.toISOString() ?? null,
  };
}

function cursorOf(laneId: string): string {
  return Buffer.from(laneId).toString("base64url");
}

function laneIdOf(cursor: string): string {
  const laneId = Buffer.from(cursor, "base64url").toString();
  if (!/^\d{1,18}$/u.test(laneId))
    throw new ReelbusError("invalid-message", "The cursor is not the NextCursor of a page.");
  return laneId;
}
