import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { findProgram } from "./find-program.ts";

const TIMEOUT_MS = 30_000;

/** What Erlang programs need to find the broker of a folder. */
export function erlangEnvironment(folder: string, port: number, epmdPort: number): Record<string, string> {
  return {
    HOME: join(folder, "home"),
    ERL_EPMD_PORT: String(epmdPort),
    RABBITMQ_NODENAME: `t${port}@localhost`,
    RABBITMQ_CONF_ENV_FILE: join(folder, "env.conf"),
  };
}

/** Lets `controlRabbitMq` find the broker that starts in the folder. */
export async function writeControlFile(folder: string, environment: Record<string, string>): Promise<void> {
  await writeFile(join(folder, "control.json"), JSON.stringify(environment));
}

/** Runs `rabbitmqctl` for the broker in a folder; takes about 1 s. */
export async function controlRabbitMq(folder: string, args: readonly string[]): Promise<void> {
  const environment = JSON.parse(await readFile(join(folder, "control.json"), "utf8")) as Record<string, string>;
  const program = findProgram("rabbitmqctl", ["/usr/lib/rabbitmq/bin/rabbitmqctl"]);
  await promisify(execFile)(program, args, { env: { ...process.env, ...environment }, timeout: TIMEOUT_MS });
}
