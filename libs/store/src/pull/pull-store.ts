import { newId } from "../new-id.ts";
import type { Database, Statement } from "../database.ts";
import type { PullStore } from "../store.ts";
import { isUuid } from "../uuid.ts";
import { openChannel } from "./open-channel.ts";
import { takeEvents } from "./take-events.ts";

/** Also after the lease has ended, as long as nobody else was given the events. */
const CONFIRM: Statement = {
  name: "confirm-events",
  text: `
    WITH given AS MATERIALIZED (
      SELECT lane_id, delivered_sequence AS confirmed_before FROM lanes
      WHERE state = 'pull' AND lease_owner = $2 AND pull_tenant = $1
      ORDER BY lane_id
      FOR UPDATE
    ), confirmed AS (
      UPDATE lanes SET
        delivered_sequence = given_sequence, lease_owner = NULL, due_at = now(),
        state = CASE WHEN closed AND given_sequence >= last_sequence THEN 'done' ELSE state END
      FROM given WHERE lanes.lane_id = given.lane_id
      RETURNING given_sequence - confirmed_before AS count
    )
    SELECT coalesce(sum(count), 0)::integer AS count FROM confirmed`,
};

/** See PullStore. */
export function pullStore(database: Database): PullStore {
  return {
    next: async (tenantId, { after, max }) => {
      await openChannel(database, tenantId);
      const cursor = newId();
      const { events, heldUntil } = await takeEvents(database, { tenantId, before: after, cursor, max });
      return { events, cursor: heldUntil === null ? after : cursor, heldUntil };
    },
    confirm: async (tenantId, cursor) => {
      if (!isUuid(cursor)) return 0;
      const { rows } = await database.run<{ count: number }>(CONFIRM, [tenantId, cursor]);
      return rows[0]?.count ?? 0;
    },
  };
}
