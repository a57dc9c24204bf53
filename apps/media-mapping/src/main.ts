import { runPhaseProgram } from "@reelbus/phase-worker";
import { buildMediaMappingService } from "./app.ts";

await runPhaseProgram("Media Mapping", buildMediaMappingService);
