import type { Service } from "@reelbus/kit";
import { buildPhaseService, type PhaseServiceDeps } from "@reelbus/phase-worker";
import { encode } from "./encode.ts";

export type EncodingServiceDeps = Omit<PhaseServiceDeps<"Encoding">, "phase" | "handler">;

/** The service of the encoding phase. */
export function buildEncodingService(deps: EncodingServiceDeps): Service {
  return buildPhaseService({ ...deps, phase: "Encoding", handler: encode });
}
