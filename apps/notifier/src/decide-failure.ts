import type { ReelbusError } from "@reelbus/contracts";
import { backoffMs, LANE_BACKOFF_MAX_MS } from "./backoff.ts";

/** How long a lane is tried again before it is parked: at least this long after its first failure in a row. */
export const RETRY_FOR_MS = 72 * 3_600_000;

/** A lane's failure with what came before it. */
export interface LaneFailure {
  readonly error: Pick<ReelbusError, "retryable" | "retryAfterMs">;
  /** Failures in a row before this one. */
  readonly failures: number;
  /** When the row of failures began; null when this is the first one. */
  readonly failingSince: Date | null;
  readonly nowMs: number;
  /** From 0 to 1. */
  readonly random: number;
}

export type FailureDecision = { readonly kind: "retry"; readonly notBefore: Date } | { readonly kind: "park" };

/** What becomes of a lane after a failure: what can't help is not tried again, everything else for 72 hours. */
export function decideFailure({ error, failures, failingSince, nowMs, random }: LaneFailure): FailureDecision {
  if (!error.retryable) return { kind: "park" };
  if (failingSince !== null && nowMs - failingSince.getTime() >= RETRY_FOR_MS) return { kind: "park" };
  const pauseMs = Math.max(backoffMs(failures, LANE_BACKOFF_MAX_MS, random), error.retryAfterMs ?? 0);
  return { kind: "retry", notBefore: new Date(nowMs + pauseMs) };
}
