import { setTimeout as sleep } from "node:timers/promises";
import { ReelbusError } from "@reelbus/contracts";

/** How long something is tried again, in milliseconds. */
export interface RetryTiming {
  /** The first pause; each one is twice as long as the one before. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** No try begins later than this after the first. */
  readonly boundMs: number;
}

/** For the result of hours of work: longer than the restart of a bus takes. */
export const RESULT_RETRY: RetryTiming = { firstPauseMs: 500, maxPauseMs: 15_000, boundMs: 600_000 };

/** Repeats an action that fails in a way that may pass, until the bound or the signal. Rejects with its last error. */
export async function retry(
  action: () => Promise<void>,
  { firstPauseMs, maxPauseMs, boundMs }: RetryTiming,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + boundMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
    try {
      await action();
      return;
    } catch (error) {
      const canPass = error instanceof ReelbusError && error.retryable;
      if (!canPass || performance.now() + pauseMs > deadline) throw error;
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw error;
    }
  }
}
