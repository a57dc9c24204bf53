import type { PoolClient } from "pg";
import type { Database, Statement } from "../database.ts";

/** Told by each fetch, written once an hour. A day is left before the jobs of an idle tenant get no lane any more. */
const TOUCH: Statement = {
  name: "touch-pull-channel",
  text: `
    WITH touched AS (
      UPDATE pull_channels SET read_at = now()
      WHERE tenant_id = $1 AND read_at BETWEEN now() - interval '3 days' AND now() - interval '1 hour'
    )
    SELECT tenant_id FROM pull_channels WHERE tenant_id = $1 AND read_at > now() - interval '3 days'`,
};

/** Nobody waits for longer behind the one who waits for the lock. */
const LOCK_LIMIT = "SET LOCAL lock_timeout = '5s'";

/**
 * Whoever changes a job waits for this lock before it looks at anything: jobs that were stored before get their lane here,
 * later ones by themselves, and no event of either comes in between.
 */
const LOCK = "LOCK TABLE jobs IN SHARE ROW EXCLUSIVE MODE";

const OPEN = `
  INSERT INTO pull_channels (tenant_id, read_at) VALUES ($1, now())
  ON CONFLICT (tenant_id) DO UPDATE SET read_at = now()`;

/** Jobs of which an event may be younger than 4 days; whatever is older is not given anyway. */
const ADD_LANES = `
  INSERT INTO lanes (job_id, publisher_index, state, pull_tenant, last_sequence, closed, due_at)
  SELECT job_id, -1, 'pull', tenant_id, sequence, ended_at IS NOT NULL, submitted_at FROM jobs
  WHERE tenant_id = $1 AND submitted_at > now() - interval '30 days'
    AND (ended_at IS NULL OR ended_at > now() - interval '4 days')
  ON CONFLICT (job_id, publisher_index) DO NOTHING`;

/** Sees to it that every job of the tenant that has events to give, and every later one, has a lane to fetch from. */
export async function openChannel(database: Database, tenantId: string): Promise<void> {
  if ((await database.run(TOUCH, [tenantId])).count > 0) return;
  await database.withClient(async (client) => {
    await client.query("BEGIN");
    await open(client, tenantId);
    await client.query("COMMIT");
  });
}

/** The connection is closed after a failure, which rolls back. */
async function open(client: PoolClient, tenantId: string): Promise<void> {
  await client.query(LOCK_LIMIT);
  await client.query(LOCK);
  await client.query(OPEN, [tenantId]);
  await client.query(ADD_LANES, [tenantId]);
}
