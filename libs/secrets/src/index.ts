export { createSealer, generateKey, type Sealer } from "./sealer.ts";
