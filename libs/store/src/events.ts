import type { LifecycleEvent } from "@reelbus/contracts";
import type { Database, Statement } from "./database.ts";
import type { EventStore } from "./store.ts";
import { isUuid } from "./uuid.ts";

/** The size of an event's body; only one that is older than the column has to be read for it. */
export const EVENT_BYTES = "coalesce(bytes, octet_length(body::text))";

const AFTER: Statement = {
  name: "events-after",
  text: `
    SELECT body FROM (
      SELECT sequence, body, sum(bytes) OVER (ORDER BY sequence) - bytes AS bytes_before FROM (
        SELECT sequence, body, ${EVENT_BYTES} AS bytes FROM events
        WHERE job_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
      ) AS next
    ) AS sized WHERE bytes_before < $4::float8 ORDER BY sequence`,
};

/** Reads the history of jobs; only transitions write it. */
export function eventStore(database: Database): EventStore {
  return {
    after: async (jobId, sequence, limit, maxBytes = Infinity) => {
      if (!isUuid(jobId)) return [];
      const { rows } = await database.run<{ body: LifecycleEvent }>(AFTER, [jobId, sequence, limit, maxBytes]);
      return rows.map((row) => row.body);
    },
  };
}
