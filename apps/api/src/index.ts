export { buildApiService, type ApiService } from "./app.ts";
export type { ApiDependencies, ApiLimits } from "./dependencies.ts";
export { openApiDocument } from "./openapi/document.ts";
