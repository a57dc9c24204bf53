export { parseJobDescription, parseJobDescriptionJson } from "./job-description/parse-job-description.ts";
export {
  JOB_DESCRIPTION_LIMIT_BYTES,
  STORED_DESCRIPTION_LIMIT_BYTES,
  jobDescriptionSchema,
  type JobDescription,
  type JobDescriptionInput,
} from "./job-description/job-description.ts";
export {
  DEFAULT_AUDIO_REPRESENTATIONS,
  type AudioRepresentation,
  type ContentProcessing,
  type VideoRepresentation,
} from "./job-description/content-processing.ts";
export type { ImageExtraction, Thumbnails } from "./job-description/images.ts";
export { REGEX_MODE_EXPRESSIONS, type MediaMappings } from "./job-description/media-mappings.ts";
export {
  messagePublisherSchema,
  type MessagePublisher,
  type MessagePublisherType,
} from "./job-description/message-publishers.ts";
export { regionOfQueueUrl, type AmazonSqsPublisher } from "./job-description/publishers/amazon-sqs.ts";
export type { AzureServiceBusPublisher } from "./job-description/publishers/azure-service-bus.ts";
export {
  readServiceBusConnection,
  type ServiceBusConnection,
} from "./job-description/publishers/service-bus-connection.ts";
export type { FilesPublisher } from "./job-description/publishers/files.ts";
export type { FtpsPublisher } from "./job-description/publishers/ftps.ts";
export type { RabbitMqPublisher } from "./job-description/publishers/rabbit-mq.ts";
export type { WebhookPublisher } from "./job-description/publishers/webhook.ts";
export { parseFtpAddress, type FtpAddress } from "./job-description/ftp-address.ts";
export { LOCAL_PATH_NOT_ALLOWED } from "./job-description/local-path.ts";
export type { AcquisitionStorage, PublishingStorage } from "./job-description/storage.ts";
export {
  redactUri,
  restorePublisher,
  separatePublisher,
  restoreSecrets,
  SECRET_PROPERTIES,
  separateSecrets,
  type DescriptionSecrets,
} from "./job-description/secrets.ts";
export { REDACTED } from "./common/secret.ts";
export { ERROR_NAMES, type ErrorCode, type ErrorName } from "./errors/error-codes.ts";
export { REASONS, type Reason } from "./errors/reasons.ts";
export { connectionTrouble, writeTrouble, type ConnectionTrouble, type WriteTrouble } from "./errors/system-codes.ts";
export { ReelbusError, toReelbusError } from "./errors/reelbus-error.ts";
export { workspaceFull } from "./errors/workspace-full.ts";
export { errorCodeFor, type PhaseFailure } from "./errors/phase-failure.ts";
export { PHASES, slugOf, type Phase, type PhaseSlug } from "./phases/phase.ts";
export type { AudioStream, TextStream, VideoStream } from "./phases/streams.ts";
export type { EncodedRepresentation, PlannedRepresentation, ThumbnailSet } from "./phases/representations.ts";
export type {
  AcquisitionResult,
  EncodingPlan,
  EncodingResult,
  ImageExtractionResult,
  MediaMappingResult,
  PublishingResult,
} from "./phases/results.ts";
export {
  phaseInputSchemas,
  phaseResultSchemas,
  type PhaseInput,
  type PhaseProgress,
  type PhaseResult,
  type PhaseResults,
} from "./phases/phase-types.ts";
export { workKeySchema, workSchema, type Work } from "./bus/work.ts";
export { factSchema, type Fact, type FactKind } from "./bus/facts.ts";
export { abortSchema, type Abort } from "./bus/control.ts";
export { anyEventSchema, EVENT_SCHEMA_VERSION, type AnyEvent } from "./events/envelope.ts";
export { EVENT_TYPES, isTerminal, PHASE_OF_EVENT, type EventType } from "./events/payloads.ts";
export { lifecycleEventSchema, type EventDraft, type LifecycleEvent } from "./events/lifecycle-event.ts";
export { PUBLISHABLE_EVENT_TYPES, type PublishableEvent } from "./events/publishable-event.ts";
export { publisherTestEventSchema, type PublisherTestEvent } from "./events/publisher-test.ts";
export { parseBody, parseValue } from "./api/parse-body.ts";
export { messageOfIssue, toProblems } from "./api/to-problems.ts";
export {
  pullConfirmationRequestSchema,
  pullConfirmationSchema,
  pullPageSchema,
  pullQuerySchema,
  type PullConfirmation,
  type PullPage,
  type PullQuery,
} from "./api/pull.ts";
export { publisherTestSchema, type PublisherTest } from "./api/publisher-test.ts";
export {
  deliveriesPageSchema,
  deliveriesQuerySchema,
  DELIVERY_STATES,
  redriveSchema,
  replayRequestSchema,
  replaySchema,
  type DeliveriesPage,
  type DeliveriesQuery,
  type DeliveryState,
  type DeliveryView,
  type PublisherView,
  type Redrive,
  type Replay,
  type ReplayRequest,
} from "./api/deliveries.ts";
export { type Problem } from "./api/problem.ts";
export {
  cancellationSchema,
  eventsPageSchema,
  eventsQuerySchema,
  JOB_STATUSES,
  jobDetailsSchema,
  jobsPageSchema,
  jobsQuerySchema,
  jobViewSchema,
  refusalSchema,
  submittedSchema,
  type Cancellation,
  type EventsPage,
  type JobDetails,
  type JobsPage,
  type JobsQuery,
  type JobStatus,
  type JobView,
  type Refusal,
  type RefusalError,
  type Submitted,
} from "./api/jobs.ts";
export { asyncApiDocument } from "./documents/asyncapi/document.ts";
export { componentsOf, mergedComponents } from "./documents/components.ts";
export { jsonSchemaOverride } from "./documents/json-schema.ts";
export { eventsDocument, jobDescriptionDocument } from "./documents/schemas.ts";
