import { ReelbusError } from "@reelbus/contracts";
import { backoffMs, TARGET_BACKOFF_MAX_MS } from "./backoff.ts";
import { ReturnTimes } from "./return-times.ts";

/** The shortest pause for a lane that finds somebody else trying the target. */
const RECHECK_MS = 1_000;

/**
 * Whether a target is known to be down. After a failure nobody tries it for a growing time, then one call at a time
 * tries it until one succeeds; everybody else is turned away at once instead of waiting for the same timeout.
 */
export class Circuit {
  readonly #random: () => number;
  /** New with each outage. */
  #returns = new ReturnTimes();
  #failures = 0;
  #openUntilMs = 0;
  #probing = false;
  #cause: ReelbusError | null = null;
  /** Counts how often it opened. */
  #epoch = 0;

  /** @param random gives numbers from 0 to 1 */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Whether the target is known to be down. */
  get isOpen(): boolean {
    return this.#cause !== null;
  }

  /** Until when nobody may try it, by the caller's clock. */
  get openUntilMs(): number {
    return this.#openUntilMs;
  }

  /** To be noted when a call starts, and told when it has ended: what began before it opened says nothing any more. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Why this call may not be made, or null: then it must end in `succeeded`, `failed` or `ended`. */
  refusal(nowMs: number): ReelbusError | null {
    if (this.#cause === null) return null;
    if (nowMs >= this.#openUntilMs && !this.#probing) {
      this.#probing = true;
      return null;
    }
    const { reason, message } = this.#cause;
    const earliestMs = Math.max(this.#openUntilMs, nowMs + RECHECK_MS);
    const retryAfterMs = this.#returns.next(nowMs, earliestMs);
    return new ReelbusError(reason, message, { retryable: true, retryAfterMs, cause: this.#cause });
  }

  /** The target took something, or it answered with a refusal that concerns one sender alone. */
  succeeded(epoch: number): void {
    if (epoch !== this.#epoch) return;
    this.#failures = 0;
    this.#probing = false;
    this.#cause = null;
  }

  failed(epoch: number, cause: ReelbusError, nowMs: number): void {
    if (epoch !== this.#epoch) return;
    if (this.#cause === null) this.#returns = new ReturnTimes();
    const pauseMs = backoffMs(this.#failures, TARGET_BACKOFF_MAX_MS, this.#random());
    this.#openUntilMs = nowMs + Math.max(pauseMs, cause.retryAfterMs ?? 0);
    this.#failures += 1;
    this.#probing = false;
    this.#cause = cause;
    this.#epoch += 1;
  }

  /** A call was given up by its caller and tells nothing. */
  ended(epoch: number): void {
    if (epoch === this.#epoch) this.#probing = false;
  }
}
