import type { ReelbusError } from "@reelbus/contracts";
import { backoffMs, LANE_BACKOFF_MAX_MS } from "./backoff.ts";

/** How long a lane is tried again before it is parked: at least this long after its first failure in a row. */
export const RETRY_FOR_MS = 72 * 3_600_000;

/** A lane's failure with what came before it. */
export interface LaneFailure {
  readonly error: Pick<ReelbusError, "reason" | "retryAfterMs">;
  /** Failures in a row before this one. */
  readonly failures: number;
  /** From 0 to 1. */
  readonly random: number;
}

/** `retry` is for the time until the lane's failures have gone on for `RETRY_FOR_MS`, which the store knows. */
export type FailureDecision = { readonly kind: "retry"; readonly delayMs: number } | { readonly kind: "park" };

/**
 * What becomes of a lane after a failure. A customer can mend a password or a queue while we wait, so everything is
 * tried again, whether the error is retryable by itself or not. There are two exceptions, which park the lane: an event
 * that the target does not take for its size, since the same bytes are refused again and later events must not overtake
 * it; and a target that says that it wants no more.
 */
export function decideFailure({ error, failures, random }: LaneFailure): FailureDecision {
  if (error.reason === "message-too-large" || error.reason === "destination-gone") return { kind: "park" };
  return {
    kind: "retry",
    delayMs: Math.max(backoffMs(failures, LANE_BACKOFF_MAX_MS, random), error.retryAfterMs ?? 0),
  };
}
