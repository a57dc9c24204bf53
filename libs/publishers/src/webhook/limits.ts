/** The bounds of one webhook. */
export interface WebhookLimits {
  /** For the name's resolution, the connection and the TLS handshake together. */
  readonly connectMs: number;
  /** From the connection to the end of the answer; Standard Webhooks recommends 15 to 30 s. */
  readonly answerMs: number;
}

export const WEBHOOK_LIMITS: WebhookLimits = { connectMs: 10_000, answerMs: 20_000 };

/** Each running call has a connection; so many stay when they are idle. */
export const MAX_IDLE_CONNECTIONS = 8;

/** For how long they stay: less than the 5 s after which many servers close theirs, maybe while a request is on its way. */
export const IDLE_MS = 4_000;

/** What of an answer's body is read, and thrown away, so that its connection can be used again. */
export const MAX_ANSWER_BYTES = 16_384;

/** A longer `Retry-After` counts as this. */
export const MAX_RETRY_AFTER_MS = 3_600_000;
