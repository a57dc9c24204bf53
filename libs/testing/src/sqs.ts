import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dieWithParent } from "@reelbus/child-guard";
import { launchServer, type ServerKind } from "./launch-server.ts";
import { readFromPort } from "./read-from-port.ts";
import { startServerProcess } from "./server-process.ts";
import type { TestServer } from "./test-server.ts";

/**
 * Starts fauxqs, a server that speaks Amazon SQS over HTTP and keeps its messages on disk; ready in half a second.
 *
 * It leaves out: credentials and permissions (whatever the signature, it answers), throttling, standard queues that lose
 * the order, and FIFO queues that give several messages of a group at a time. It refuses bodies with characters beyond
 * U+FFFF, which SQS takes.
 */
export function startSqs(): Promise<TestServer> {
  return launchServer(sqs);
}

const program = fileURLToPath(new URL("sqs-main.ts", import.meta.url));

const sqs: ServerKind = {
  label: "sqs",
  url: (port) => `http://127.0.0.1:${port}`,
  prepare: () => Promise.resolve(),
  start: (folder, port) =>
    startServerProcess({
      name: "fauxqs",
      ...dieWithParent({ program: process.execPath, args: [program, String(port), join(folder, "data")] }, "KILL"),
      logFile: join(folder, "sqs.log"),
      isReady: async () => (await readFromPort(port, "GET / HTTP/1.0\r\n\r\n")).toString().startsWith("HTTP/"),
      readyTimeoutMs: 20_000,
      stopSignal: "SIGTERM",
    }),
};
