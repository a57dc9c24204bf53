import { findProgram, freePort, makeTempFolder, waitFor } from "@reelbus/testing";
import { Redis } from "ioredis";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { ANSWER_TIMEOUT_MS } from "../../control-plane/bounds.ts";

/**
 * When Redis writes its log to the disk. `everysec` is what BullMQ recommends for production: it may lose the last second,
 * where PostgreSQL may not. `always` is as durable as PostgreSQL.
 */
export type RedisFsync = "everysec" | "always";

export interface RedisServer extends AsyncDisposable {
  readonly port: number;
}

/** Starts a redis-server on a free port, with its data in a temporary folder. */
export async function startRedis(fsync: RedisFsync): Promise<RedisServer> {
  const folder = await makeTempFolder("redis");
  const port = await freePort();
  const child = spawn(
    findProgram("redis-server"),
    [
      ...["--port", String(port), "--bind", "127.0.0.1", "--dir", folder.path, "--save", ""],
      ...["--appendonly", "yes", "--appendfsync", fsync, "--maxmemory-policy", "noeviction"],
    ],
    { stdio: "ignore" },
  );
  const exited = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    const killer = setTimeout(() => child.kill("SIGKILL"), ANSWER_TIMEOUT_MS);
    await exited;
    clearTimeout(killer);
    await folder.remove();
  };
  try {
    await waitFor(() => answers(port), { what: "redis-server to be ready", timeoutMs: 10_000 });
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, [Symbol.asyncDispose]: stop };
}

async function answers(port: number): Promise<boolean> {
  const client = new Redis({ port, host: "127.0.0.1", lazyConnect: true, retryStrategy: () => null });
  client.on("error", () => undefined); // the ping rejects as well
  try {
    await client.ping();
    return true;
  } finally {
    client.disconnect();
  }
}
