import { MAX_BATCH_BYTES, MAX_BATCH_ENTRIES } from "./limits.ts";

/**
 * The messages from the start of `messages` that go into the next SendMessageBatch; at least one of them.
 *
 * SQS may take some messages of a batch and refuse others. So that a message which the queue does not take is not
 * overtaken by later ones, each that is larger than all which it is known to take goes alone, and so does the first one.
 *
 * @param provenBytes messages up to this size the queue is known to take
 */
export function nextBatch<T extends { readonly sizeBytes: number }>(
  messages: readonly T[],
  provenBytes: number,
): readonly T[] {
  let total = 0;
  let count = 0;
  for (const { sizeBytes } of messages.slice(0, MAX_BATCH_ENTRIES)) {
    total += sizeBytes;
    if (sizeBytes > provenBytes || total > MAX_BATCH_BYTES) break;
    count += 1;
  }
  return messages.slice(0, Math.max(count, 1));
}
