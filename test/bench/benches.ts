import type { Bench } from "./bench.ts";

/** Every benchmark, in the order in which they run. */
export const benches: readonly Bench[] = [];
