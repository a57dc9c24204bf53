-- Up Migration

-- Whether the publisher of a lane has taken an event, by the settings that it has now.
ALTER TABLE lanes ADD COLUMN has_delivered boolean NOT NULL DEFAULT false;

-- Down Migration

ALTER TABLE lanes DROP COLUMN has_delivered;
