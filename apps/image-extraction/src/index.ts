export { buildImageExtractionService, type ImageExtractionServiceDeps } from "./app.ts";
