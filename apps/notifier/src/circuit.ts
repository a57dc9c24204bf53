import { ReelbusError } from "@reelbus/contracts";
import { backoffMs, TARGET_BACKOFF_MAX_MS } from "./backoff.ts";

/** The shortest pause for a lane that finds somebody else trying the target. */
const RECHECK_MS = 1_000;

/**
 * Whether a target is known to be down. After a failure nobody tries it for a growing time, then one call at a time
 * tries it until one succeeds; everybody else is turned away at once instead of waiting for the same timeout.
 */
export class Circuit {
  readonly #random: () => number;
  #failures = 0;
  #openUntilMs = 0;
  #probing = false;
  #cause: ReelbusError | null = null;

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

  /** Why this call may not be made, or null: then it must end in `succeeded`, `failed` or `ended`. */
  refusal(nowMs: number): ReelbusError | null {
    if (this.#cause === null) return null;
    if (nowMs >= this.#openUntilMs && !this.#probing) {
      this.#probing = true;
      return null;
    }
    const { reason, message } = this.#cause;
    const retryAfterMs = Math.max(this.#openUntilMs - nowMs, RECHECK_MS);
    return new ReelbusError(reason, message, { retryable: true, retryAfterMs, cause: this.#cause });
  }

  /** The target took something, or it answered with a refusal that concerns one sender alone. */
  succeeded(): void {
    this.#failures = 0;
    this.#probing = false;
    this.#cause = null;
  }

  failed(cause: ReelbusError, nowMs: number): void {
    // Of the calls that ran when the target went down, the first one has told already.
    if (this.#cause !== null && !this.#probing) return;
    const pauseMs = backoffMs(this.#failures, TARGET_BACKOFF_MAX_MS, this.#random());
    this.#openUntilMs = nowMs + Math.max(pauseMs, cause.retryAfterMs ?? 0);
    this.#failures += 1;
    this.#probing = false;
    this.#cause = cause;
  }

  /** A call was given up by its caller and tells nothing. */
  ended(): void {
    this.#probing = false;
  }
}
