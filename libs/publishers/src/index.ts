export { openPublisher } from "./open-publisher.ts";
export { PublishError } from "./publish-error.ts";
export type { Publisher, PublisherOptions } from "./publisher.ts";
