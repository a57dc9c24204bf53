import type { Bench } from "./bench.ts";
import { idleChain } from "./benches/idle-chain.ts";

/** Every benchmark, in the order in which they run. */
export const benches: readonly Bench[] = [idleChain];
