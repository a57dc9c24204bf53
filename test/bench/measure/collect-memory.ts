import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

// What V8 gives to programs started with --expose-gc; the benchmarks are started without.
setFlagsFromString("--expose-gc");

/** Frees, before it returns, whatever memory of this process nobody uses any more. */
export const collectMemory = runInNewContext("gc") as () => void;
