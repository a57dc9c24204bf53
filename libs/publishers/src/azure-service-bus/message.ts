import type { PublishableEvent, MessagePublisher } from "@reelbus/contracts";
import { encodeEvent } from "../formats/encode-event.ts";

/** An event as Service Bus carries it. */
export interface Message {
  readonly body: Buffer;
  readonly contentType: string;
  readonly subject: string;
  /** The EventId, whichever time the event is sent: what the service detects duplicates by. */
  readonly messageId: string;
  readonly correlationId: string;
  /** The JobId. An entity without sessions ignores it; a partitioned one keeps a job's events in one partition by it. */
  readonly sessionId: string;
}

export function toMessage(event: PublishableEvent, format: MessagePublisher["Format"]): Message {
  const { body, contentType } = encodeEvent(event, format);
  return {
    body,
    contentType,
    subject: event.EventType,
    messageId: event.EventId,
    correlationId: event.JobId,
    sessionId: event.JobId,
  };
}
