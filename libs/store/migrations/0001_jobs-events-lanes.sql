-- Up Migration

-- Times that customers see have milliseconds; a time that is compared with now() is not rounded, which could put it
-- into the future. Customers' texts stay in json columns: unlike jsonb they keep the order of properties and take any string.

-- One row a job. `revision` grows with every change that a decision may depend on; `heard_at` is no such change.
-- `state` holds what of job-lifecycle's JobState has no column of its own; null as long as the job is as submitted.
CREATE TABLE jobs (
  job_id uuid PRIMARY KEY,
  tenant_id text NOT NULL,
  external_id text,
  external_type text,
  idempotency_key text,
  body_hash text NOT NULL,
  trace_parent text NOT NULL,
  priority smallint NOT NULL,
  description json NOT NULL,
  sealed_secrets text,
  submitted_at timestamptz(3) NOT NULL,
  status text NOT NULL,
  phase text NOT NULL,
  phase_state text NOT NULL CHECK (phase_state IN ('ready', 'dispatched', 'running', 'ended')),
  attempt integer NOT NULL,
  not_before timestamptz NOT NULL,
  sequence integer NOT NULL,
  heard_at timestamptz NOT NULL,
  cancel_requested_at timestamptz(3),
  ended_at timestamptz(3),
  cleanup_due boolean NOT NULL DEFAULT false,
  state json,
  revision integer NOT NULL DEFAULT 1,
  CHECK ((phase_state = 'ended') = (ended_at IS NOT NULL))
) WITH (fillfactor = 70);

CREATE UNIQUE INDEX jobs_idempotency ON jobs (tenant_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX jobs_ready ON jobs (phase, priority DESC, submitted_at, job_id) WHERE phase_state = 'ready';
CREATE INDEX jobs_in_flight ON jobs (phase_state, phase) WHERE phase_state IN ('dispatched', 'running');
CREATE INDEX jobs_to_cancel ON jobs (cancel_requested_at) WHERE cancel_requested_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX jobs_to_clean ON jobs (ended_at) WHERE cleanup_due;
CREATE INDEX jobs_by_time ON jobs (submitted_at DESC, job_id DESC);
CREATE INDEX jobs_by_tenant ON jobs (tenant_id, submitted_at DESC, job_id DESC);
CREATE INDEX jobs_by_status ON jobs (status, submitted_at DESC, job_id DESC);
CREATE INDEX jobs_by_external_id ON jobs (external_id, submitted_at DESC, job_id DESC) WHERE external_id IS NOT NULL;

-- The result of each phase that finished; written once.
CREATE TABLE phase_results (
  job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
  phase text NOT NULL,
  result json NOT NULL,
  PRIMARY KEY (job_id, phase)
);

-- A job's history; written once. `body` is the event as customers receive it.
CREATE TABLE events (
  job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
  sequence integer NOT NULL CHECK (sequence > 0),
  event_id uuid NOT NULL,
  type text NOT NULL,
  body json NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (job_id, sequence)
);

CREATE UNIQUE INDEX events_terminal ON events (job_id) WHERE type IN ('JobSuccess', 'FinalError');

-- The transactional outbox: one row for each message publisher of a job. It owes the events with a sequence above
-- `delivered_sequence`, up to `last_sequence`. `due_at` is the earliest time of the next lease: the end of the
-- current lease, or of the wait after a failure. `closed`: no event comes after `last_sequence`.
CREATE TABLE lanes (
  lane_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
  publisher_index smallint NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'parked', 'done')),
  delivered_sequence integer NOT NULL DEFAULT 0,
  last_sequence integer NOT NULL DEFAULT 0,
  closed boolean NOT NULL DEFAULT false,
  due_at timestamptz NOT NULL,
  lease_owner text,
  failures integer NOT NULL DEFAULT 0,
  failing_since timestamptz(3),
  last_reason text,
  last_message text,
  UNIQUE (job_id, publisher_index),
  CHECK (delivered_sequence <= last_sequence)
) WITH (fillfactor = 70);

CREATE INDEX lanes_due ON lanes (due_at) WHERE state = 'pending' AND last_sequence > delivered_sequence;

-- Down Migration

DROP TABLE lanes;
DROP TABLE events;
DROP TABLE phase_results;
DROP TABLE jobs;
