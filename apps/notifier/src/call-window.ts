/**
 * How many calls one target gets at a time, as its throttling wants it: additive increase, multiplicative decrease. A call
 * that is throttled halves the number; as many successes in a row as there are calls at a time raise it by one.
 */
export class CallWindow {
  readonly #most: number;
  #size: number;
  /** Successes since the size changed last. */
  #successes = 0;
  /** Counts the decreases. */
  #epoch = 0;

  /** @param most where it begins, and what it never exceeds */
  constructor(most: number) {
    this.#most = most;
    this.#size = most;
  }

  /** From 1 to the most. */
  get size(): number {
    return this.#size;
  }

  /** To be noted when a call starts, and told when it has ended: what began before the last decrease counts no more. */
  get epoch(): number {
    return this.#epoch;
  }

  succeeded(epoch: number): void {
    if (epoch !== this.#epoch || this.#size === this.#most) return;
    this.#successes += 1;
    if (this.#successes < this.#size) return;
    this.#successes = 0;
    this.#size += 1;
  }

  throttled(epoch: number): void {
    if (epoch !== this.#epoch) return;
    this.#epoch += 1;
    this.#successes = 0;
    this.#size = Math.max(1, Math.floor(this.#size / 2));
  }
}
