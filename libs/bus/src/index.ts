export { connectBus, type ConnectBusOptions } from "./connect-bus.ts";
export type {
  Bus,
  BusLogger,
  CleanupConsumerOptions,
  Consumption,
  FactConsumerOptions,
  NudgeTopic,
  SubmissionHandler,
  SubmissionReply,
  Subscription,
  WorkConsumerOptions,
  WorkDelivery,
} from "./bus.ts";
export { startEmbeddedNats, type EmbeddedNats } from "./embedded/start-embedded-nats.ts";
