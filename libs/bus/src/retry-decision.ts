import type { ReelbusError } from "@reelbus/contracts";
import { backoffMs } from "./timing.ts";

const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 10_000;
/** From so many failures on, about two and a half minutes, a message may be the only one that fails. */
const POISON_FAILURES = 20;

/** How often handling a message has failed. Times are those of `performance.now()`, in milliseconds. */
export interface Failures {
  readonly count: number;
  readonly firstAt: number;
}

/**
 * How many milliseconds to wait before the next try, or null to give the message up: its error says so, or others
 * went well while it failed again and again. When everything fails, the fault is not the message's.
 */
export function retryAfterMs(error: ReelbusError, failures: Failures, lastSuccessAt: number): number | null {
  const isPoison = failures.count >= POISON_FAILURES && lastSuccessAt > failures.firstAt;
  if (!error.retryable || isPoison) return null;
  return backoffMs(failures.count, FIRST_RETRY_MS, MAX_RETRY_MS);
}
