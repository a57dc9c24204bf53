export { buildPreValidationService, type PreValidationServiceDeps } from "./app.ts";
