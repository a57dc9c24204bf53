/** The longest time, after the earliest, until somebody who was turned away comes back. */
const LONGEST_MS = 60_000;

/**
 * When those come back that a target turned away: one after the other. Thousands of lanes to one target that come back at
 * once would be read, turned away again and written all at once, and lanes to other targets would wait for that.
 */
export class ReturnTimes {
  #lastMs = 0;

  /**
   * The pause for the next one, in milliseconds; times are by the caller's clock.
   * @param earliestMs before this it is of no use to come back
   * @param spacingMs the time between two; with more than fit into a minute several come at about the same time
   */
  next(nowMs: number, earliestMs: number, spacingMs: number): number {
    const next = Math.max(this.#lastMs + spacingMs, earliestMs);
    this.#lastMs = next <= earliestMs + LONGEST_MS ? next : earliestMs;
    return this.#lastMs - nowMs;
  }
}
