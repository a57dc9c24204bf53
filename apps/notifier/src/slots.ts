/** Lets a number of callers in at a time, the others in the order in which they came. */
export class Slots {
  #count: number;
  #taken = 0;
  /** Tell the callers that wait whether they are in. */
  readonly #waiting = new Set<(admitted: boolean) => void>();

  constructor(count: number) {
    this.#count = count;
  }

  /** From now on; who is in stays in, even when these are more. */
  resize(count: number): void {
    this.#count = count;
    this.#admit();
  }

  /** Resolves to whether the caller is in: not when the signal aborted first, or `turnAway` did. Who is in must `leave`. */
  async enter(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (this.#taken < this.#count) {
      this.#taken += 1;
      return true;
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const giveUp = (): void => {
      if (this.#waiting.delete(resolve)) resolve(false);
    };
    this.#waiting.add(resolve);
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  leave(): void {
    this.#taken -= 1;
    this.#admit();
  }

  /** Lets this many wait on, those that came first, and turns the others away. */
  turnAway(exceptFirst: number): void {
    for (const tell of [...this.#waiting].slice(exceptFirst)) {
      this.#waiting.delete(tell);
      tell(false);
    }
  }

  #admit(): void {
    for (const tell of this.#waiting) {
      if (this.#taken >= this.#count) return;
      this.#waiting.delete(tell);
      this.#taken += 1;
      tell(true);
    }
  }
}
