/** Lets a number of calls run at a time, and the others in the order in which they came. */
export class Turns {
  readonly #most: number;
  #running = 0;
  /** Tell those who wait that it is their turn. */
  readonly #waiting = new Set<() => void>();

  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Runs `work` when it is its turn, which lasts until the work has settled, however late that is.
   * @throws the reason of `ended`, when that aborts before the work has begun
   */
  async run<T>(work: () => Promise<T>, ended: AbortSignal): Promise<T> {
    await this.#turn(ended);
    try {
      ended.throwIfAborted();
      return await work();
    } finally {
      this.#passOn();
    }
  }

  async #turn(ended: AbortSignal): Promise<void> {
    ended.throwIfAborted();
    if (this.#running < this.#most) {
      this.#running += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const begin = (): void => resolve(undefined);
    const giveUp = (): void => {
      if (this.#waiting.delete(begin)) reject(ended.reason as Error);
    };
    this.#waiting.add(begin);
    ended.addEventListener("abort", giveUp, { once: true });
    try {
      await promise;
    } finally {
      ended.removeEventListener("abort", giveUp);
    }
  }

  #passOn(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
