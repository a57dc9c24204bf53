import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dieWithParent } from "@reelbus/child-guard";
import { makeCertificate } from "./certificate.ts";
import { launchServer } from "./launch-server.ts";
import { startServerProcess } from "./server-process.ts";
import { takesConnections } from "./takes-connections.ts";
import { makeTempFolder } from "./temp-folder.ts";
import type { TestServer } from "./test-server.ts";
import { makeInbox, type ReceiverSettings, type WebhookInbox } from "./webhook-inbox.ts";

/** A customer's HTTP server that verifies and stores webhooks, in a process of its own. */
export interface WebhookReceiver extends TestServer {
  /** Signs what it takes; everything else gets 401. */
  readonly secret: string;
  /** Self-signed, PEM, for localhost and 127.0.0.1; null for plain HTTP. */
  readonly certificate: string | null;
  makeInbox(): Promise<WebhookInbox>;
}

const program = fileURLToPath(new URL("webhook-receiver-program.ts", import.meta.url));

/** Starts a receiver; ready in about 0.3 s. */
export async function startWebhookReceiver({ tls }: { tls: boolean }): Promise<WebhookReceiver> {
  const inboxes = await makeTempFolder("webhook-inboxes");
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const certificate = tls ? await makeCertificate(["DNS:localhost", "IP:127.0.0.1"]) : null;
  const server = await launchServer({
    label: "webhook-receiver",
    url: (port) => `${tls ? "https" : "http"}://127.0.0.1:${port}/`,
    prepare: (folder, port) => {
      const settings: ReceiverSettings = { port, folder: inboxes.path, secret, certificate };
      return writeFile(join(folder, "settings.json"), JSON.stringify(settings));
    },
    start: (folder, port) =>
      startServerProcess({
        name: "The webhook receiver",
        ...dieWithParent({ program: process.execPath, args: [program, join(folder, "settings.json")] }, "KILL"),
        logFile: join(folder, "receiver.log"),
        isReady: () => takesConnections(port),
        readyTimeoutMs: 20_000,
        stopSignal: "SIGTERM",
      }),
  });
  const stop = async () => {
    await server.stop();
    await inboxes.remove();
  };
  return {
    url: server.url,
    port: server.port,
    get pid() {
      return server.pid;
    },
    secret,
    certificate: certificate?.certificate ?? null,
    makeInbox: () => makeInbox(inboxes.path),
    stop,
    kill9: () => server.kill9(),
    restart: () => server.restart(),
    [Symbol.asyncDispose]: stop,
  };
}
