import { runPhaseProgram } from "@reelbus/phase-worker";
import { buildEncodingService } from "./app.ts";

await runPhaseProgram("Encoding", buildEncodingService);
