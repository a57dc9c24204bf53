import { runPhaseProgram } from "@reelbus/phase-worker";
import { buildAcquisitionService } from "./app.ts";

await runPhaseProgram("Acquisition", buildAcquisitionService);
