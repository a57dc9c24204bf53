export { openPublisher } from "./open-publisher.ts";
export { PublishError } from "./publish-error.ts";
export type { Publisher, PublisherOptions } from "./publisher.ts";
export {
  lifecycleEventSchema,
  messagePublisherSchema,
  ReelbusError,
  type LifecycleEvent,
  type MessagePublisher,
  type PublishableEvent,
} from "@reelbus/contracts";
