// An HTTP server as a customer would run it: verifies each POST as Standard Webhooks says and stores it durably before
// it answers. Run by `startWebhookReceiver` with the path of its settings.
import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { buffer } from "node:stream/consumers";
import { finished } from "node:stream/promises";
import { Webhook } from "standardwebhooks";
import { inboxPath, MAX_WEBHOOK_BYTES, type ReceiverSettings } from "./webhook-inbox.ts";

const settings = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as ReceiverSettings;
const webhook = new Webhook(settings.secret);

const onRequest: RequestListener = (request, response) => {
  void statusOf(request).then((status) => response.writeHead(status).end());
};

async function statusOf(request: IncomingMessage): Promise<number> {
  if (Number(request.headers["content-length"]) > MAX_WEBHOOK_BYTES) {
    // All of it: a client that still sends when the connection ends may never read the answer.
    await finished(request.resume());
    return 413;
  }
  const body = await buffer(request);
  const inbox = inboxPath(settings.folder, request.url?.slice(1) ?? "");
  if (!existsSync(inbox)) return 404;
  if (!isVerified(body, request)) return 401;
  const { host: _, connection: __, ...headers } = request.headers;
  append(inbox, JSON.stringify({ headers, body: body.toString("utf8") }));
  return 204;
}

function isVerified(body: Buffer, { headers }: IncomingMessage): boolean {
  try {
    webhook.verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

/** Synchronous, so that two requests can't mix. */
function append(path: string, line: string): void {
  const file = openSync(path, "a");
  try {
    writeSync(file, `${line}\n`);
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

const { certificate } = settings;
const server =
  certificate === null
    ? createServer(onRequest)
    : createTlsServer({ cert: certificate.certificate, key: certificate.key }, onRequest);
server.listen(settings.port, "127.0.0.1");
process.once("SIGTERM", () => process.exit());
