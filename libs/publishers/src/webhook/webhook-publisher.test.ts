import { after, before } from "node:test";
import { startWebhookReceiver, type WebhookReceiver } from "@reelbus/testing";
import { processServer, publisherConformance } from "../testing/index.ts";
import { trustAlso } from "../testing/trust-also.ts";
import { createWebhookTarget } from "./testing/webhook-target.ts";

let receiver: WebhookReceiver;
let trust: Disposable;
before(async () => {
  receiver = await startWebhookReceiver({ tls: true });
  trust = trustAlso(receiver.certificate ?? "");
});
after(async () => {
  trust[Symbol.dispose]();
  await receiver.stop();
});

publisherConformance({
  name: "Webhook",
  capabilities: {
    copies: "kept",
    tooLargeBytes: 5_000_000,
    check: "connection",
    refusals: "retryable",
    tellsRetryAfter: true,
  },
  server: processServer(() => receiver),
  skip: [{ test: "unroutable", reason: "a URL is the destination itself" }],
  create: (format) => createWebhookTarget(receiver, format),
});
