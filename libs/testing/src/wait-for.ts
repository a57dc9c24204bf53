import { setTimeout as sleep } from "node:timers/promises";

/** How long {@link waitFor} waits, and for what. */
export interface WaitForOptions {
  /** What is awaited, as the end of the sentence "Waited 5000 ms in vain for ...". */
  what: string;
  /** @default 5000 */
  timeoutMs?: number;
  /** Pause between two looks. @default 20 */
  intervalMs?: number;
}

/**
 * Looks again and again until `condition` gives something truthy, and resolves to it.
 *
 * Tests use it wherever they would otherwise sleep. An error thrown by `condition` counts as "not yet" and becomes
 * the cause of the final one.
 *
 * @throws {Error} when the time is over
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { what, timeoutMs = 5000, intervalMs = 20 }: WaitForOptions,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  do {
    try {
      const result = await condition();
      if (result) return result;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await sleep(intervalMs);
  } while (performance.now() < deadline);
  throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`, { cause: lastError });
}
