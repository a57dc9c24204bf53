import type { ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { readLogTail, type Identity } from "@reelbus/child-guard";
import { ReelbusError } from "@reelbus/contracts";
import { Client } from "pg";
import { sqlStateOf } from "../database-error.ts";
import type { Binaries } from "./binaries.ts";
import { ended, startChild } from "./child-process.ts";
import { USER, type Cluster } from "./cluster.ts";
import { untilUnserved } from "./running-server.ts";

/** After a hard end the old server's processes take a moment to go, and until then hold what a new one needs. */
const START_TRIES = 20;
const START_PAUSE_MS = 250;
/** Includes the recovery after a hard end. */
const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 10;
const STOP_TIMEOUTS_MS = { SIGINT: 10_000, SIGQUIT: 5_000 } as const;

/** SQLSTATE of a server that starts, and of a database that does not exist. */
const STARTING = "57P03";
const NO_SUCH_DATABASE = "3D000";

const SETTINGS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=100",
  "shared_buffers=64MB",
  "max_wal_size=256MB",
  "wal_level=minimal",
  "max_wal_senders=0",
  "max_parallel_workers_per_gather=0",
  "jit=off",
  "timezone=UTC",
  "log_timezone=UTC",
  "log_min_messages=warning",
];

/** A server that takes connections. */
export interface Server {
  readonly child: ChildProcess;
  readonly url: string;
}

/**
 * Starts the server of a cluster, on a free port of 127.0.0.1, with a database to use.
 *
 * @throws ReelbusError when it does not start, or another one serves the cluster
 */
export async function startServer(cluster: Cluster, binaries: Binaries, identity: Identity | null): Promise<Server> {
  await untilUnserved(cluster.dataFolder);
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const options = [...SETTINGS, `port=${port}`].flatMap((setting) => ["-c", setting]);
    const child = await startChild({
      program: binaries.postgres,
      args: ["-D", cluster.dataFolder, ...options],
      identity,
      deathSignal: "INT",
      logFile: cluster.logFile,
    });
    const url = `postgresql://${USER}:${cluster.password}@127.0.0.1:${port}/${USER}`;
    try {
      if (await isReady(child, url)) return { child, url };
    } catch (error) {
      await stopServer(child);
      throw error;
    }
    if (tries >= START_TRIES)
      throw new ReelbusError("internal", "PostgreSQL did not start; its log is postgres.log beside its cluster.", {
        cause: new Error(await readLogTail(cluster.logFile)),
      });
    await sleep(START_PAUSE_MS);
  }
}

/** Fast shutdown; a server that does not follow is ended harder, which costs a recovery and no data. */
export async function stopServer(child: ChildProcess): Promise<void> {
  const gone = ended(child);
  for (const [signal, timeoutMs] of Object.entries(STOP_TIMEOUTS_MS)) {
    child.kill(signal as NodeJS.Signals);
    const timer = new AbortController();
    const late = sleep(timeoutMs, "late", { signal: timer.signal }).catch(() => "over");
    const first = await Promise.race([gone, late]);
    timer.abort();
    if (first !== "late") return;
  }
  child.kill("SIGKILL");
  await gone;
}

/** False when the server ended instead. */
async function isReady(child: ChildProcess, url: string): Promise<boolean> {
  const gone = ended(child).then(() => true);
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (await Promise.race([gone, sleep(READY_POLL_MS, false)])) return false;
    if (await answers(url)) return true;
  }
  throw new ReelbusError("internal", "PostgreSQL did not get ready in time.", { retryable: true });
}

async function answers(url: string): Promise<boolean> {
  try {
    await execute(url, "SELECT 1");
    return true;
  } catch (error) {
    const sqlState = sqlStateOf(error);
    if (sqlState === null || sqlState === STARTING) return false;
    if (sqlState !== NO_SUCH_DATABASE) throw error;
    const maintenance = new URL(url);
    maintenance.pathname = "/postgres";
    await execute(maintenance.href, `CREATE DATABASE ${USER}`);
    return true;
  }
}

async function execute(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
  // The connection may break after its last answer, which is none of our business any more.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
