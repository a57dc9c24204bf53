import { createLocalPathResolver, type Service } from "@reelbus/kit";
import { buildPhaseService, type PhaseServiceDeps } from "@reelbus/phase-worker";
import { createAcquisitionHandler } from "./acquire.ts";

export interface AcquisitionServiceDeps extends Omit<PhaseServiceDeps<"Acquisition">, "phase" | "handler"> {
  /** Absolute; the folders that `Local` may use. */
  readonly allowedRoots: readonly string[];
}

/** The service of the acquisition phase. */
export function buildAcquisitionService({ allowedRoots, ...deps }: AcquisitionServiceDeps): Service {
  const handler = createAcquisitionHandler({ resolveLocalPath: createLocalPathResolver(allowedRoots) });
  return buildPhaseService({ ...deps, phase: "Acquisition", handler });
}
