export {
  casesOfConnection,
  casesOnOwnServer,
  publisherConformance,
  type ConformanceTestName,
} from "./publisher-conformance.ts";
export type {
  ConformanceCapabilities,
  ConformanceOptions,
  ConformanceServer,
  ConformanceTarget,
  Fault,
  ReceivedEvent,
} from "./conformance-target.ts";
export { processServer } from "./process-server.ts";
export { ftpsSettings } from "../ftps/testing/ftps-target.ts";
export { sampleEvents, type SampleOptions } from "./sample-events.ts";
export {
  makeRabbitMqQueue,
  onRabbitMqChannel,
  rabbitMqSettings,
  type RabbitMqQueue,
  type RabbitMqQueueOptions,
} from "../rabbitmq/testing/rabbitmq-queue.ts";
export { serviceBusSettings } from "../azure-service-bus/testing/service-bus-target.ts";
export { makeSqsQueue, type SqsQueue, type SqsQueueOptions } from "../amazon-sqs/testing/sqs-queue.ts";
export { trustAlso } from "./trust-also.ts";
