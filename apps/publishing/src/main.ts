import { runPhaseProgram } from "@reelbus/phase-worker";
import { buildPublishingService } from "./app.ts";

await runPhaseProgram("Publishing", buildPublishingService);
