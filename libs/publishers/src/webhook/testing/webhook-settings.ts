import type { WebhookPublisher } from "@reelbus/contracts";

/** For a receiver that looks at no signature. */
const ANY_SECRET = `whsec_${Buffer.alloc(24, "key").toString("base64")}`;

export function webhookSettings(Url: string, Secret = ANY_SECRET): WebhookPublisher {
  return { Type: "Webhook", Format: "Json", Url, Secret };
}
