import type { JobDetails, JobsPage, JobsQuery, JobView, PublisherView } from "@reelbus/contracts";
import { jobView } from "@reelbus/job-lifecycle";
import type { Database, Statement } from "./database.ts";
import { JOB_STATE_COLUMNS, jobStateOf, type JobRow } from "./job-row.ts";
import { PUBLISHER } from "./lane-columns.ts";
import { cursorOf, parseCursor } from "./page-cursor.ts";
import { isUuid } from "./uuid.ts";

const VIEW: Statement = {
  name: "view-job",
  text: `
    SELECT ${JOB_STATE_COLUMNS}, (
      SELECT coalesce(json_agg(lane ORDER BY publisher_index), '[]') FROM (
        SELECT publisher_index, lanes.state, delivered_sequence, failing_since IS NOT NULL AS failing,
          ${PUBLISHER} ->> 'Type' AS type
        FROM lanes
        WHERE lanes.job_id = jobs.job_id AND publisher_index >= 0
      ) AS lane
    ) AS lanes
    FROM jobs WHERE job_id = $1`,
};

interface ViewedLane {
  readonly publisher_index: number;
  readonly state: "pending" | "parked" | "done";
  readonly delivered_sequence: number;
  readonly failing: boolean;
  readonly type: string;
}

/** See JobStore.view. */
export async function viewJob(database: Database, jobId: string): Promise<JobDetails | null> {
  if (!isUuid(jobId)) return null;
  const { rows } = await database.run<JobRow & { readonly lanes: readonly ViewedLane[] }>(VIEW, [jobId]);
  const [row] = rows;
  return row === undefined ? null : { ...viewOf(row), Publishers: row.lanes.map(publisherOf) };
}

function publisherOf(lane: ViewedLane): PublisherView {
  return {
    PublisherIndex: lane.publisher_index,
    Type: lane.type,
    State: stateOf(lane),
    DeliveredSequence: lane.delivered_sequence,
  };
}

function stateOf({ state, failing }: ViewedLane): PublisherView["State"] {
  if (state === "parked") return "Parked";
  if (failing) return "Failing";
  return state === "done" ? "Delivered" : "Delivering";
}

/** See JobStore.page. One row more than asked for tells whether another page follows. */
export async function pageJobs(database: Database, query: JobsQuery): Promise<JobsPage> {
  const { text, values } = pageStatement(query);
  const { rows } = await database.runUnnamed<JobRow>(text, values);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const more = rows.length > query.limit && last !== undefined;
  return {
    Jobs: shown.map(viewOf),
    NextCursor: more ? cursorOf({ submittedAt: last.submitted_at.toISOString(), jobId: last.job_id }) : null,
  };
}

function pageStatement(query: JobsQuery): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const conditions: string[] = [];
  if (query.tenant !== undefined) conditions.push(`tenant_id = ${parameter(query.tenant)}`);
  if (query.status !== undefined) conditions.push(`status = ${parameter(query.status)}`);
  if (query.externalId !== undefined) conditions.push(`external_id = ${parameter(query.externalId)}`);
  if (query.externalType !== undefined) conditions.push(`external_type = ${parameter(query.externalType)}`);
  if (query.submittedAfter !== undefined) conditions.push(`submitted_at > ${parameter(query.submittedAfter)}`);
  if (query.submittedBefore !== undefined) conditions.push(`submitted_at < ${parameter(query.submittedBefore)}`);
  if (query.cursor !== undefined) {
    const { submittedAt, jobId } = parseCursor(query.cursor);
    conditions.push(`(submitted_at, job_id) < (${parameter(submittedAt)}::timestamptz, ${parameter(jobId)}::uuid)`);
  }
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  return {
    text: `SELECT ${JOB_STATE_COLUMNS} FROM jobs ${where}
      ORDER BY submitted_at DESC, job_id DESC LIMIT ${parameter(query.limit + 1)}`,
    values,
  };
}

function viewOf(row: JobRow): JobView {
  return jobView(jobStateOf(row), row.now.getTime());
}
