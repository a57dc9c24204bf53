import { runPhaseProgram } from "@reelbus/phase-worker";
import { buildPreValidationService } from "./app.ts";

await runPhaseProgram("Pre-Validation", buildPreValidationService);
