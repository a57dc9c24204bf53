import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dieWithParent } from "@reelbus/child-guard";
import { findProgram } from "./find-program.ts";
import { launchServer, type ServerKind } from "./launch-server.ts";
import { readFromPort } from "./read-from-port.ts";
import { startServerProcess } from "./server-process.ts";
import { sharedServer } from "./shared-server.ts";
import type { SharedServer, TestServer } from "./test-server.ts";

/**
 * Starts a nats-server with JetStream on disk; ready in about 50 ms, so a test that needs streams of fixed names takes
 * one of its own.
 */
export function startNats(): Promise<TestServer> {
  return launchServer(nats);
}

/** The test run's nats-server. Streams, consumers and subjects in it need unique names. */
export function sharedNats(): Promise<SharedServer> {
  return sharedServer("nats", startNats);
}

const nats: ServerKind = {
  label: "nats",
  url: (port) => `nats://127.0.0.1:${port}`,
  prepare: (folder, port) => writeFile(join(folder, "nats.conf"), configuration(folder, port)),
  start: (folder, port) =>
    startServerProcess({
      name: "nats-server",
      ...dieWithParent({ program: findProgram("nats-server"), args: ["-c", join(folder, "nats.conf")] }, "KILL"),
      logFile: join(folder, "nats.log"),
      isReady: async () => (await readFromPort(port, "")).toString().startsWith("INFO "),
      readyTimeoutMs: 10_000,
      stopSignal: "SIGTERM",
    }),
};

function configuration(folder: string, port: number): string {
  return `server_name: test-${port}
host: 127.0.0.1
port: ${port}
jetstream { store_dir: "${join(folder, "data")}", max_mem: 256MB, max_file: 2GB }
`;
}
