import { abortedError } from "./publish-error.ts";

/**
 * Waits for `work`, but no longer than until `signal` aborts or `closing` does.
 * @throws ReelbusError when the signal aborts; the reason of `closing` when that aborts.
 */
export async function waitUnless<T>(work: Promise<T>, signal: AbortSignal, closing: AbortSignal): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(abortedError(signal));
  const onClosing = (): void => reject(closing.reason as Error);
  if (closing.aborted) onClosing();
  else if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  closing.addEventListener("abort", onClosing, { once: true });
  try {
    return await Promise.race([stopped, work]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    closing.removeEventListener("abort", onClosing);
  }
}

/** Resolves when `work` has settled, at the latest after `limitMs`. */
export async function settledWithin(work: Promise<unknown>, limitMs: number): Promise<void> {
  const { promise: timeUp, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), limitMs);
  try {
    await Promise.race([work, timeUp]);
  } catch {
    // Only the end matters here; whoever started the work hears how it ended.
  } finally {
    clearTimeout(timer);
  }
}
