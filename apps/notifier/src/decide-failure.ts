import type { Reason, ReelbusError } from "@reelbus/contracts";
import { backoffMs, LANE_BACKOFF_MAX_MS } from "./backoff.ts";

/** How long a lane is tried again before it is parked: at least this long after its first failure in a row. */
export const RETRY_FOR_MS = 72 * 3_600_000;

/**
 * What is no mistake in the settings when the same target has taken an event: there is a host of that name and it speaks
 * the protocol, so it will again. (A server with too many sessions may say so without the TLS that was asked for.)
 */
const PASSES_WHERE_IT_WORKED: ReadonlySet<Reason> = new Set(["host-not-found", "bad-response"]);

/** A lane's failure with what came before it. */
export interface LaneFailure {
  readonly error: Pick<ReelbusError, "reason" | "retryable" | "retryAfterMs">;
  /** Failures in a row before this one. */
  readonly failures: number;
  /** Whether the target has taken an earlier event of this job, by the same settings. */
  readonly hasDelivered: boolean;
  /** From 0 to 1. */
  readonly random: number;
}

/** `retry` is for the time until the lane's failures have gone on for `RETRY_FOR_MS`, which the store knows. */
export type FailureDecision = { readonly kind: "retry"; readonly delayMs: number } | { readonly kind: "park" };

/**
 * What becomes of a lane after a failure. What trying again can't help is parked at once: a wrong password, a missing
 * queue, an event that is too large. Somebody mends it and redrives the lane, which has missed nothing by then. A target
 * that is known to be down turns lanes away with an error that can be tried again, whatever its cause: it was not this lane
 * that was refused.
 */
export function decideFailure({ error, failures, hasDelivered, random }: LaneFailure): FailureDecision {
  const canPass = error.retryable || (hasDelivered && PASSES_WHERE_IT_WORKED.has(error.reason));
  if (!canPass) return { kind: "park" };
  return {
    kind: "retry",
    delayMs: Math.max(backoffMs(failures, LANE_BACKOFF_MAX_MS, random), error.retryAfterMs ?? 0),
  };
}
