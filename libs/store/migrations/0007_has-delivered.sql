-- Up Migration

-- Whether the publisher of a lane has taken an event, by the settings that it has now.
ALTER TABLE lanes ADD COLUMN has_delivered boolean NOT NULL DEFAULT false;

UPDATE lanes SET has_delivered = true WHERE delivered_sequence > 0 AND own_publisher IS NULL;

-- Down Migration

ALTER TABLE lanes DROP COLUMN has_delivered;
