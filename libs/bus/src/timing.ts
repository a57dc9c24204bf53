/** The bounds of waiting and retrying, in milliseconds. Programs use the defaults; tests shorten them. */
export interface Timing {
  /** A delivery that nobody settles or renews for so long goes to somebody else. */
  readonly ackWaitMs: number;
  /** One try of a request to the server. */
  readonly tryMs: number;
  /** All tries of a request together: longer than the election of a new leader takes. */
  readonly requestMs: number;
  /** How long one pull request waits at the server. At least 1000. */
  readonly pullMs: number;
  /** How long `close` waits for handlers and buffers. */
  readonly closeMs: number;
}

export const DEFAULT_TIMING: Timing = {
  ackWaitMs: 15_000,
  tryMs: 3_000,
  requestMs: 15_000,
  pullMs: 10_000,
  closeMs: 5_000,
};

/**
 * A delay in whole milliseconds that doubles from `firstMs` up to `maxMs`, of which the upper half is random. `failures`
 * counts from 1.
 */
export function backoffMs(failures: number, firstMs: number, maxMs: number): number {
  const limit = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(limit / 2 + (Math.random() * limit) / 2);
}
