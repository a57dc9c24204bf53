import { createLocalPathResolver, type Service } from "@reelbus/kit";
import { buildPhaseService, type PhaseServiceDeps } from "@reelbus/phase-worker";
import { createPreValidationHandler } from "./pre-validate.ts";

export interface PreValidationServiceDeps extends Omit<PhaseServiceDeps<"Pre-Validation">, "phase" | "handler"> {
  /** Absolute; the folders that `Local` and `Files` may use. */
  readonly allowedRoots: readonly string[];
}

/** The service of the pre-validation phase. */
export function buildPreValidationService({ allowedRoots, ...deps }: PreValidationServiceDeps): Service {
  const handler = createPreValidationHandler({ resolveLocalPath: createLocalPathResolver(allowedRoots) });
  return buildPhaseService({ ...deps, phase: "Pre-Validation", handler });
}
