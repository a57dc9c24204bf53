-- Up Migration

-- Settings of a lane's publisher that came with a redrive, in place of those of the job description; both null without.
ALTER TABLE lanes ADD COLUMN own_publisher json, ADD COLUMN own_secrets text;

-- Down Migration

ALTER TABLE lanes DROP COLUMN own_publisher, DROP COLUMN own_secrets;
