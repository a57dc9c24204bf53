const MIN_MS = 1_000;
const FIRST_CEILING_MS = 2_000;

/** The longest pause between two tries of one lane. */
export const LANE_BACKOFF_MAX_MS = 15 * 60_000;

/** The longest time for which nobody looks whether a target that was down is back. */
export const TARGET_BACKOFF_MAX_MS = 60_000;

/**
 * The pause after a failure, in milliseconds: anywhere between 1 s and a ceiling that starts at 2 s and doubles with
 * every failure in a row ("full jitter"), so that lanes which failed together don't come back together.
 *
 * @param failures failures in a row before this one
 * @param random from 0 to 1
 */
export function backoffMs(failures: number, maxMs: number, random: number): number {
  const ceiling = Math.min(maxMs, FIRST_CEILING_MS * 2 ** failures);
  return Math.round(MIN_MS + random * (ceiling - MIN_MS));
}
