import { createLocalPathResolver, type Service } from "@reelbus/kit";
import { buildPhaseService, type PhaseServiceDeps } from "@reelbus/phase-worker";
import { createPublishingHandler } from "./publish.ts";

export interface PublishingServiceDeps extends Omit<PhaseServiceDeps<"Publishing">, "phase" | "handler"> {
  /** Absolute; the folders that `Local` may use. */
  readonly allowedRoots: readonly string[];
}

/** The service of the publishing phase. */
export function buildPublishingService({ allowedRoots, ...deps }: PublishingServiceDeps): Service {
  const handler = createPublishingHandler({ resolveLocalPath: createLocalPathResolver(allowedRoots) });
  return buildPhaseService({ ...deps, phase: "Publishing", handler });
}
