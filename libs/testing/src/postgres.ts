import { execFile } from "node:child_process";
import { chmod, chown, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { dieWithParent, type Identity } from "@reelbus/child-guard";
import { launchServer, type ServerKind } from "./launch-server.ts";
import { findPostgresBinaries } from "./postgres-binaries.ts";
import { readFromPort } from "./read-from-port.ts";
import { startServerProcess } from "./server-process.ts";
import { sharedServer } from "./shared-server.ts";
import type { SharedServer, TestServer } from "./test-server.ts";

const run = promisify(execFile);

/**
 * Starts a PostgreSQL with an empty cluster (about 1 s). It doesn't wait for the disk: a test may kill it at any time
 * and finds every commit again, but it would not survive a power failure.
 */
export function startPostgres(): Promise<TestServer> {
  return launchServer(postgres);
}

/** The test run's PostgreSQL. Tests take a database of their own in it by `createDatabase`. */
export function sharedPostgres(): Promise<SharedServer> {
  return sharedServer("postgres", startPostgres);
}

const postgres: ServerKind = {
  label: "postgres",
  url: (port) => `postgresql://postgres@127.0.0.1:${port}/postgres`,
  prepare: async (folder) => {
    const identity = serverIdentity();
    const data = join(folder, "data");
    await mkdir(data, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o755);
    if (identity) await chown(data, identity.uid, identity.gid);
    const { initdb } = await findPostgresBinaries(identity !== null);
    const args = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions", "-N"];
    const command = dieWithParent({ program: initdb, args }, "KILL", identity);
    await run(command.program, command.args, { timeout: 60_000, cwd: "/" });
  },
  start: async (folder, port) => {
    const identity = serverIdentity();
    const { postgres: program } = await findPostgresBinaries(identity !== null);
    const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=200"];
    const args = ["-D", join(folder, "data"), "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
    return startServerProcess({
      name: "PostgreSQL",
      ...dieWithParent({ program, args }, "INT", identity),
      logFile: join(folder, "postgres.log"),
      isReady: () => acceptsConnections(port),
      readyTimeoutMs: 30_000,
      stopSignal: "SIGINT",
    });
  },
};

/** PostgreSQL refuses to run as root; then it runs as `nobody`. */
function serverIdentity(): Identity | null {
  if (process.getuid?.() !== 0) return null;
  if (process.platform !== "linux") throw new Error("PostgreSQL does not run as root: run the tests as another user");
  return { uid: 65_534, gid: 65_534 };
}

/** Sends the start-up message of protocol 3.0; a server that still starts or recovers answers with an error. */
async function acceptsConnections(port: number): Promise<boolean> {
  const parameters = "\0\x03\0\0user\0postgres\0database\0postgres\0\0";
  const startUp = `\0\0\0${String.fromCharCode(parameters.length + 4)}${parameters}`;
  const answer = await readFromPort(port, startUp);
  return answer.toString("latin1").startsWith("R");
}
