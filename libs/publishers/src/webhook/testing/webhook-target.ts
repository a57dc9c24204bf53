import { randomBytes } from "node:crypto";
import type { MessagePublisher, WebhookPublisher as WebhookSettings } from "@reelbus/contracts";
import { CLOSED_PORT, UNKNOWN_HOST, type WebhookReceiver } from "@reelbus/testing";
import type { WebhookLimits } from "../limits.ts";
import { WebhookPublisher } from "../webhook-publisher.ts";
import { startAnswering } from "./answering-server.ts";
import { THROTTLED_SECONDS, type ConformanceTarget, type Fault } from "../../testing/conformance-target.ts";
import { startTlsFront } from "../../testing/tls-front.ts";

const limitsOf = (limitMs = 3_000): WebhookLimits => ({ connectMs: limitMs, answerMs: limitMs });

/** An inbox of its own at a test's receiver. */
export async function createWebhookTarget(
  receiver: WebhookReceiver,
  Format: MessagePublisher["Format"],
): Promise<ConformanceTarget> {
  const inbox = await receiver.makeInbox();
  const urlAt = (port: number) => receiver.url.replace(String(receiver.port), String(port)) + inbox.name;
  const settings: WebhookSettings = {
    Type: "Webhook",
    Format,
    Url: urlAt(receiver.port),
    Secret: receiver.secret,
  };
  const opened = new AsyncDisposableStack();
  return {
    port: receiver.port,
    open: (port = receiver.port, limitMs) => new WebhookPublisher({ ...settings, Url: urlAt(port) }, limitsOf(limitMs)),
    openFaulty: async (fault) =>
      new WebhookPublisher({ ...settings, ...(await faultySettings(receiver, fault, opened)) }, limitsOf()),
    received: async () =>
      (await inbox.received()).map(({ headers, body }) => ({
        deduplicationId: headers["webhook-id"] ?? null,
        body: JSON.parse(body) as unknown,
      })),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function faultySettings(
  receiver: WebhookReceiver,
  fault: Fault,
  opened: AsyncDisposableStack,
): Promise<Partial<WebhookSettings>> {
  switch (fault) {
    case "wrong credentials":
      return { Secret: `whsec_${randomBytes(32).toString("base64")}` };
    case "missing permission":
      return { Url: opened.use(await startAnswering(403)).url };
    case "throttles": {
      const headers = { "retry-after": String(THROTTLED_SECONDS) };
      return { Url: opened.use(await startAnswering(429, headers)).url };
    }
    case "missing destination":
      return { Url: `${receiver.url}nobody` };
    case "unknown host":
      return { Url: `https://${UNKNOWN_HOST}/` };
    case "refused connection":
      return { Url: `https://127.0.0.1:${CLOSED_PORT}/` };
    case "untrusted certificate":
      return { Url: `https://127.0.0.1:${opened.use(await startTlsFront(receiver.port)).port}/` };
    case "location not allowed":
      return { Url: "https://169.254.169.254/latest/meta-data" };
    case "unroutable":
      throw new Error("A URL is the destination itself");
  }
}
