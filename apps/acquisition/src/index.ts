export { buildAcquisitionService, type AcquisitionServiceDeps } from "./app.ts";
