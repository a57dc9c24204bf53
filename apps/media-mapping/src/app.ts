import type { Service } from "@reelbus/kit";
import { buildPhaseService, type PhaseServiceDeps } from "@reelbus/phase-worker";
import { mapDelivery } from "./map-delivery.ts";

export type MediaMappingServiceDeps = Omit<PhaseServiceDeps<"Media Mapping">, "phase" | "handler">;

/** The service of the phase Media Mapping. */
export function buildMediaMappingService(deps: MediaMappingServiceDeps): Service {
  return buildPhaseService({ ...deps, phase: "Media Mapping", handler: mapDelivery });
}
