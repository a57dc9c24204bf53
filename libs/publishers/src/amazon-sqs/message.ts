import type { PublishableEvent, MessagePublisher } from "@reelbus/contracts";
import { encodeEvent } from "../formats/encode-event.ts";

/** An event as Amazon SQS carries it. */
export interface Message {
  readonly body: string;
  /** All of the type String. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What orders and deduplicates it in a FIFO queue; null for a standard queue. */
  readonly fifo: { readonly groupId: string; readonly deduplicationId: string } | null;
  /** As SQS counts it: body, and names, types and values of the attributes, in UTF-8. */
  readonly sizeBytes: number;
}

export function toMessage(event: PublishableEvent, format: MessagePublisher["Format"], isFifo: boolean): Message {
  const body = withoutForbidden(encodeEvent(event, format).body.toString());
  const attributes = { EventType: event.EventType, EventId: event.EventId, JobId: event.JobId };
  return {
    body,
    attributes,
    fifo: isFifo ? { groupId: event.JobId, deduplicationId: event.EventId } : null,
    sizeBytes: Buffer.byteLength(body) + sizeOf(attributes),
  };
}

/** Whether a queue is a FIFO queue: the names of those, and of no others, end like this. */
export function isFifoQueue(queueUrl: string): boolean {
  return queueUrl.endsWith(".fifo");
}

/**
 * SQS takes the characters of XML 1.0. Of the others, JSON text can hold U+FFFE and U+FFFF as they are; they stand within
 * strings, where an escape means the same.
 */
function withoutForbidden(json: string): string {
  return json.replaceAll("\uFFFE", "\\ufffe").replaceAll("\uFFFF", "\\uffff");
}

function sizeOf(attributes: Message["attributes"]): number {
  return Object.entries(attributes).reduce((sum, [name, value]) => {
    return sum + Buffer.byteLength(name) + "String".length + Buffer.byteLength(value);
  }, 0);
}
