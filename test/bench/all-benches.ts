import type { Bench } from "./bench.ts";
import { endToEnd } from "./benches/end-to-end.ts";
import { idleChain } from "./benches/idle-chain.ts";
import { memory } from "./benches/memory.ts";

/** Every benchmark, in the order in which they run. */
export const benches: readonly Bench[] = [endToEnd, idleChain, memory];
