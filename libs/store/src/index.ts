export { openStore } from "./open-store.ts";
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from "./embedded/start-embedded-postgres.ts";
export { newId } from "./new-id.ts";
export type {
  DeliveryKey,
  PublisherSettings,
  DeliveryStore,
  EventStore,
  JobStore,
  LaneStore,
  LeasedLane,
  PullStore,
  QuietJob,
  RedriveOutcome,
  ReplayOutcome,
  Store,
  StoreLogger,
  StoreOptions,
  Submission,
  SubmitOutcome,
  TransitionOutcome,
} from "./store.ts";
