/** As many come back in a row; the next one comes back as soon as the first one may, and those after it behind it. */
const IN_A_ROW = 1_200;

/**
 * When those come back that a target turned away: one after the other. Thousands of lanes to one target that come back at
 * once would be read, turned away again and written all at once, and lanes to other targets would wait for that.
 */
export class ReturnTimes {
  #lastMs = 0;

  /**
   * The pause for the next one, in milliseconds; times are by the caller's clock.
   * @param earliestMs before this it is of no use to come back
   * @param spacingMs the time between two
   */
  next(nowMs: number, earliestMs: number, spacingMs: number): number {
    const next = Math.max(this.#lastMs + spacingMs, earliestMs);
    this.#lastMs = next < earliestMs + IN_A_ROW * spacingMs ? next : earliestMs;
    return this.#lastMs - nowMs;
  }
}
