/** The time between two. */
const SPACING_MS = 50;
/** A row is that long; the next one comes back as soon as the first one may, and those after it behind it. */
const ROW_MS = 60_000;

/**
 * When those come back that a target turned away: one after the other. Thousands of lanes to one target that come back at
 * once would be read, turned away again and written all at once, and lanes to other targets would wait for that.
 */
export class ReturnTimes {
  #lastMs = 0;

  /**
   * The pause for the next one, in milliseconds; times are by the caller's clock.
   * @param earliestMs before this it is of no use to come back
   */
  next(nowMs: number, earliestMs: number): number {
    const next = Math.max(this.#lastMs + SPACING_MS, earliestMs);
    this.#lastMs = next < earliestMs + ROW_MS ? next : earliestMs;
    return this.#lastMs - nowMs;
  }
}
