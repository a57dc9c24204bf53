import { createHmac } from "node:crypto";
import type { PublishableEvent, MessagePublisher } from "@reelbus/contracts";
import { encodeEvent } from "../formats/encode-event.ts";

/** One POST. */
export interface SignedRequest {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * An event as Standard Webhooks 1.0.0 sends it: the signature is an HMAC-SHA256 over `<id>.<timestamp>.<body>`. Receivers
 * refuse a timestamp that is some minutes old, so it is signed anew for each try; the id stays.
 *
 * @param secret `whsec_` and the key in base64
 */
export function signedRequest(
  event: PublishableEvent,
  format: MessagePublisher["Format"],
  secret: string,
  now: Date,
): SignedRequest {
  const { body, contentType } = encodeEvent(event, format);
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/u, ""), "base64");
  const signature = createHmac("sha256", key).update(`${event.EventId}.${timestamp}.`).update(body).digest("base64");
  return {
    body,
    headers: {
      "content-type": contentType,
      "content-length": String(body.length),
      "user-agent": "Reelbus",
      "webhook-id": event.EventId,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
    },
  };
}
