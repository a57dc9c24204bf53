-- Up Migration

-- A tenant that fetches its events itself. Its jobs get a lane more, as long as somebody has fetched in the last 4 days.
CREATE TABLE pull_channels (
  tenant_id text PRIMARY KEY,
  read_at timestamptz NOT NULL
);

-- That lane: publisher_index -1, state 'pull' until it is done, so that no notifier leases it. Of what it owes, events up to
-- `given_sequence` were given to whoever holds `lease_owner` as a cursor, until `due_at`.
ALTER TABLE lanes
  ADD COLUMN pull_tenant text,
  ADD COLUMN given_sequence integer,
  DROP CONSTRAINT lanes_state_check,
  ADD CONSTRAINT lanes_state_check CHECK (state IN ('pending', 'parked', 'done', 'pull')),
  ADD CONSTRAINT lanes_pull_check CHECK ((publisher_index < 0) = (pull_tenant IS NOT NULL));

CREATE INDEX lanes_to_pull ON lanes (pull_tenant, due_at) WHERE state = 'pull' AND last_sequence > delivered_sequence;
CREATE INDEX lanes_given ON lanes (lease_owner) WHERE state = 'pull' AND lease_owner IS NOT NULL;

-- Down Migration

DELETE FROM lanes WHERE publisher_index < 0;
ALTER TABLE lanes
  DROP CONSTRAINT lanes_pull_check,
  DROP CONSTRAINT lanes_state_check,
  ADD CONSTRAINT lanes_state_check CHECK (state IN ('pending', 'parked', 'done')),
  DROP COLUMN given_sequence,
  DROP COLUMN pull_tenant;
DROP TABLE pull_channels;
