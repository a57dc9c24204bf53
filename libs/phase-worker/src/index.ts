export { buildPhaseService, type PhaseServiceDeps } from "./build-phase-service.ts";
export type { AttemptFolder, PhaseContext, PhaseHandler } from "./phase-handler.ts";
export { runPhaseProgram, type PhaseProgramDeps } from "./run-phase-program.ts";
