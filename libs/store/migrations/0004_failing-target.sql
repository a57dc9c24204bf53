-- Up Migration

-- Where a lane leads that failed last: lanes with the same settings, secrets aside, have the same value.
ALTER TABLE lanes ADD COLUMN failing_target bytea;

CREATE INDEX lanes_failing_target ON lanes (failing_target) WHERE state = 'pending' AND failing_target IS NOT NULL;

-- Down Migration

ALTER TABLE lanes DROP COLUMN failing_target;
