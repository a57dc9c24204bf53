import { after, before } from "node:test";
import { haltProcess, startWebhookReceiver, type WebhookReceiver } from "@reelbus/testing";
import { publisherConformance } from "../testing/index.ts";
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
  server: {
    pause: () => haltProcess(receiver.pid),
    resume: () => process.kill(receiver.pid, "SIGCONT"),
    kill: () => receiver.kill9(),
    restart: () => receiver.restart(),
  },
  skip: [{ test: "unroutable", reason: "a URL is the destination itself" }],
  create: (format) => createWebhookTarget(receiver, format),
});
