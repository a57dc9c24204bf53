/** The bounds of one publisher's requests. */
export interface AmazonSqsLimits {
  /** For a TCP connection. */
  readonly connectMs: number;
  /** For assuming a role, connecting included; less than `answerMs`. */
  readonly roleMs: number;
  /** For a request from its start, connecting and assuming a role included, to the end of its answer. */
  readonly answerMs: number;
}

export const AMAZON_SQS_LIMITS: AmazonSqsLimits = { connectMs: 10_000, roleMs: 15_000, answerMs: 25_000 };

/** The most connections of one publisher; further requests wait for one, and that counts as waiting for the answer. */
export const MAX_CONNECTIONS = 8;

/** How many messages a SendMessageBatch may hold. */
export const MAX_BATCH_ENTRIES = 10;

/** How large one message may be, and all of a SendMessageBatch together: bodies and attributes, in UTF-8. */
export const MAX_BATCH_BYTES = 1_048_576;

/** The smallest MaximumMessageSize that a queue can have. */
export const SMALLEST_QUEUE_LIMIT_BYTES = 1_024;
