import { appendFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { EventInbox, EventParseError } from "@reelbus/consumer";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { openStore } from "./store.ts";

const { WEBHOOK_SECRET = "", PORT = "8000", DATABASE = "events.db" } = process.env; // whsec_...
const { DEAD_LETTERS = "dead-letters.txt" } = process.env;

const inbox = new EventInbox(openStore(DATABASE));
const webhook = new Webhook(WEBHOOK_SECRET);
createServer((request, response) => {
  void take(request).then((status) => response.writeHead(status).end());
}).listen(Number(PORT));

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
