-- Up Migration

-- How large an event is, without reading it: what reads many of them stops in time. Null for events from before this change:
-- to count them here could take longer than a statement may.
ALTER TABLE events ADD COLUMN bytes integer;

-- Down Migration

ALTER TABLE events DROP COLUMN bytes;
