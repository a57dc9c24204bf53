import type { Bench } from "./bench.ts";
import { controlPlane } from "./control-plane.ts";
import { endToEnd } from "./end-to-end.ts";
import { growth } from "./growth.ts";
import { idleChain } from "./idle-chain.ts";
import { isolation } from "./isolation.ts";
import { memory } from "./memory.ts";
import { publishers } from "./publishers.ts";

/** Every benchmark, in the order in which they run. */
export const benches: readonly Bench[] = [endToEnd, idleChain, controlPlane, publishers, isolation, growth, memory];
