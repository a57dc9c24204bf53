import { runPhaseProgram } from "@reelbus/phase-worker";
import { buildImageExtractionService } from "./app.ts";

await runPhaseProgram("Image Extraction", buildImageExtractionService);
