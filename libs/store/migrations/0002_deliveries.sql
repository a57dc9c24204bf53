-- Up Migration

-- The lanes that somebody may want to look at; no other lane is in this index, whatever happens to it.
CREATE INDEX lanes_in_trouble ON lanes (lane_id) WHERE state = 'parked' OR failing_since IS NOT NULL;

-- Down Migration

DROP INDEX lanes_in_trouble;
