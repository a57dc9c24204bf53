import type { PublishableEvent, MessagePublisher } from "@reelbus/contracts";
import { encodeEvent } from "../formats/encode-event.ts";

/** An event as RabbitMQ carries it: a body and AMQP's basic properties. */
export interface Message {
  readonly body: Buffer;
  readonly properties: {
    readonly type: string;
    /** The EventId, whichever time the event is sent. */
    readonly messageId: string;
    readonly correlationId: string;
    readonly contentType: string;
    /** In seconds since 1970, as AMQP 0-9-1 counts. */
    readonly timestamp: number;
  };
}

export function toMessage(event: PublishableEvent, format: MessagePublisher["Format"]): Message {
  const { body, contentType } = encodeEvent(event, format);
  return {
    body,
    properties: {
      type: event.EventType,
      messageId: event.EventId,
      correlationId: event.JobId,
      contentType,
      timestamp: Math.floor(Date.parse(event.Timestamp) / 1000),
    },
  };
}
