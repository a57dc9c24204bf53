import type { Service } from "@reelbus/kit";
import { buildPhaseService, type PhaseServiceDeps } from "@reelbus/phase-worker";
import { extractImages } from "./extract-images.ts";

export type ImageExtractionServiceDeps = Omit<PhaseServiceDeps<"Image Extraction">, "phase" | "handler">;

/** The service of the image extraction phase. */
export function buildImageExtractionService(deps: ImageExtractionServiceDeps): Service {
  return buildPhaseService({ ...deps, phase: "Image Extraction", handler: extractImages });
}
