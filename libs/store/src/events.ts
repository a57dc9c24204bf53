import type { LifecycleEvent } from "@reelbus/contracts";
import type { Database, Statement } from "./database.ts";
import type { EventStore } from "./store.ts";
import { isUuid } from "./uuid.ts";

const AFTER: Statement = {
  name: "events-after",
  text: "SELECT body FROM events WHERE job_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
};

/** Reads the history of jobs; only transitions write it. */
export function eventStore(database: Database): EventStore {
  return {
    after: async (jobId, sequence, limit) => {
      if (!isUuid(jobId)) return [];
      const { rows } = await database.run<{ body: LifecycleEvent }>(AFTER, [jobId, sequence, limit]);
      return rows.map((row) => row.body);
    },
  };
}
