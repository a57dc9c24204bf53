import { REASONS, type Reason } from "./reasons.ts";

export interface ReelbusErrorOptions {
  /** Whether trying the same again can help; the reason's own default when left out. */
  readonly retryable?: boolean;
  /** The earliest time for the next try, in milliseconds from now. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * An error that carries a decision. `message` is fit for a customer: what happened, to which file or location,
 * and what to do; it holds no secret, no stack trace and no path of the machine but those that the job names. The phase that
 * fails decides the error code (see `errorCodeFor`).
 */
export class ReelbusError extends Error {
  override readonly name = "ReelbusError";
  readonly reason: Reason;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;

  constructor(reason: Reason, message: string, options: ReelbusErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.reason = reason;
    this.retryable = options.retryable ?? REASONS[reason].retryable;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** Any thrown value as a ReelbusError; what is not one already is a fault of ours, and its text stays inside. */
export function toReelbusError(thrown: unknown): ReelbusError {
  if (thrown instanceof ReelbusError) return thrown;
  return new ReelbusError("internal", "An internal error occurred. The operator finds the details in the log.", {
    cause: thrown,
  });
}
