import { createServer, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { EventInbox } from "@reelbus/consumer";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { openStore } from "./store.ts";

const { WEBHOOK_SECRET = "", PORT = "8000", DATABASE = "events.db" } = process.env; // whsec_...

const inbox = new EventInbox(openStore(DATABASE));
const webhook = new Webhook(WEBHOOK_SECRET);
createServer((request, response) => {
  void take(request).then((status) => response.writeHead(status).end());
}).listen(Number(PORT));

/** Every answer but 2xx makes Reelbus send the event again. */
async function take(request: IncomingMessage): Promise<number> {
  try {
    const headers = request.headers as Record<string, string>;
    await inbox.take(webhook.verify(await buffer(request), headers));
    return 204;
  } catch (error) {
    console.error(error);
    return error instanceof WebhookVerificationError ? 401 : 503;
  }
}
