export { buildPublishingService, type PublishingServiceDeps } from "./app.ts";
