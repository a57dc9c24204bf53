import { appendFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { EventInbox, EventParseError } from "@reelbus/consumer";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { required } from "./settings.ts";
import { openStore } from "./store.ts";

const { HOST = "127.0.0.1", PORT = "8000" } = process.env; // 0.0.0.0 listens on all interfaces
const { DATABASE = "events.db", DEAD_LETTERS = "dead-letters.txt" } = process.env;
const BASE64 = "(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?";
const { WEBHOOK_SECRET } = required({
  WEBHOOK_SECRET: ["the publisher's Secret, whsec_ and base64", new RegExp(`^whsec_${BASE64}$`, "u")],
});

const inbox = new EventInbox(openStore(DATABASE));
const webhook = new Webhook(WEBHOOK_SECRET);
createServer((request, response) => {
  void take(request).then((status) => response.writeHead(status).end());
}).listen(Number(PORT), HOST, () => console.log(`Listens at http://${HOST}:${PORT}/`));

/** Every answer but 2xx makes Reelbus send the event again, for 72 hours, before any later one of the job. */
async function take(request: IncomingMessage): Promise<number> {
  try {
    const body = await buffer(request);
    webhook.verify(body, request.headers as Record<string, string>);
    await inbox.take(body).catch((error: unknown) => putAside(body, error));
    return 204;
  } catch (error) {
    console.error(error);
    return error instanceof WebhookVerificationError ? 401 : 503;
  }
}

/** What is no event never becomes one. It is kept to be looked at, and answered as what was taken. */
async function putAside(body: Buffer, error: unknown): Promise<void> {
  if (!(error instanceof EventParseError)) throw error;
  console.error(error);
  await appendFile(DEAD_LETTERS, `${body.toString()}\n`, { flush: true });
}
