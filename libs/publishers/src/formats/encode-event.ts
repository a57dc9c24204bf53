import type { PublishableEvent, MessagePublisher } from "@reelbus/contracts";
import { toCloudEvent } from "./cloud-event.ts";

/** A message's body and its media type. */
export interface EncodedEvent {
  readonly contentType: string;
  /** UTF-8. */
  readonly body: Buffer;
}

/** Writes an event in the publisher's `Format`. */
export function encodeEvent(event: PublishableEvent, format: MessagePublisher["Format"]): EncodedEvent {
  switch (format) {
    case "Json":
      return { contentType: "application/json", body: Buffer.from(JSON.stringify(event)) };
    case "CloudEvents":
      return { contentType: "application/cloudevents+json", body: Buffer.from(JSON.stringify(toCloudEvent(event))) };
  }
}
