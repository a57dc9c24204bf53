/** For one step of a benchmark, in milliseconds: a bound for what hangs, far above what the largest step takes. */
export const STEP_TIMEOUT_MS = 900_000;
/** For one request or the end of one process, in milliseconds. */
export const ANSWER_TIMEOUT_MS = 60_000;
