export { buildConductorService, type ConductorDeps } from "./app.ts";
