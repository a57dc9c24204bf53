import { ReelbusError, toReelbusError } from "@reelbus/contracts";

/** A `publish` call that failed, at the latest for the last of its events. */
export class PublishError extends ReelbusError {
  /** How many events from the start of the batch are durably delivered; those after them may be or not. */
  readonly deliveredCount: number;

  constructor(cause: ReelbusError, deliveredCount: number) {
    const { reason, message, retryable, retryAfterMs } = cause;
    super(reason, message, { retryable, cause, ...(retryAfterMs === null ? {} : { retryAfterMs }) });
    this.deliveredCount = deliveredCount;
  }
}

/** Any error of a publisher as a PublishError; one that is one already keeps its own count. */
export function toPublishError(thrown: unknown, deliveredCount: number): PublishError {
  return thrown instanceof PublishError ? thrown : new PublishError(toReelbusError(thrown), deliveredCount);
}

/** What a call gets that was started after, or was cut short by, `close`. */
export function closedError(): ReelbusError {
  return new ReelbusError("internal", "The publisher was closed.", { retryable: true });
}

/** What a call gets whose signal aborted. */
export function abortedError(signal: AbortSignal): ReelbusError {
  return new ReelbusError("timeout", "Publishing was stopped before the target confirmed it.", {
    retryable: true,
    cause: signal.reason,
  });
}
