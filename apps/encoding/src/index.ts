export { buildEncodingService, type EncodingServiceDeps } from "./app.ts";
