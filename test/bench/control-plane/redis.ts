import { findProgram, freePort, makeTempFolder, waitFor } from "@reelbus/testing";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";

/** How durable the peer is: what BullMQ recommends for production. It may lose the last second, where PostgreSQL may not. */
export const REDIS_DURABILITY = "appendonly yes, appendfsync everysec";

export interface RedisServer extends AsyncDisposable {
  readonly port: number;
}

/** Starts a redis-server on a free port, with its data in a temporary folder. */
export async function startRedis(): Promise<RedisServer> {
  const folder = await makeTempFolder("redis");
  const port = await freePort();
  const child = spawn(
    findProgram("redis-server"),
    [
      ...["--port", String(port), "--bind", "127.0.0.1", "--dir", folder.path, "--save", ""],
      ...["--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"],
    ],
    { stdio: "ignore" },
  );
  const exited = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
    await folder.remove();
  };
  try {
    await waitFor(() => accepts(port), { what: "redis-server to be ready", timeoutMs: 10_000 });
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, [Symbol.asyncDispose]: stop };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } finally {
    socket.destroy();
  }
}
