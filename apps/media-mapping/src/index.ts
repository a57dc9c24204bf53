export { buildMediaMappingService, type MediaMappingServiceDeps } from "./app.ts";
