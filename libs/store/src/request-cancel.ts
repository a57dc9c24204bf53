import type { Database, Statement } from "./database.ts";
import { isUuid } from "./uuid.ts";

/** The revision grows, so that a decision which did not know of the cancel is not stored. */
const REQUEST: Statement = {
  name: "request-cancel",
  text: `
    UPDATE jobs SET cancel_requested_at = coalesce(cancel_requested_at, now()), revision = revision + 1
    WHERE job_id = $1 AND ended_at IS NULL`,
};

const EXISTS: Statement = { name: "job-exists", text: "SELECT job_id FROM jobs WHERE job_id = $1" };

/** See JobStore.requestCancel. */
export async function requestCancel(database: Database, jobId: string): Promise<"requested" | "terminal" | "unknown"> {
  if (!isUuid(jobId)) return "unknown";
  if ((await database.run(REQUEST, [jobId])).count > 0) return "requested";
  return (await database.run(EXISTS, [jobId])).count > 0 ? "terminal" : "unknown";
}
