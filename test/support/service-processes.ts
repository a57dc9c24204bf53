import { PHASES, slugOf, type PhaseSlug } from "@reelbus/contracts";
import { createDatabase, freePort, makeTempFolder, startNats, waitFor } from "@reelbus/testing";
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startReelbus, type RunningCommand } from "./command-line.ts";

const READY_TIMEOUT_MS = 60_000;

export type ServiceName = "api" | "conductor" | "notifier" | PhaseSlug;

/** Every service. */
export const SERVICES: readonly ServiceName[] = ["api", "conductor", "notifier", ...PHASES.map(slugOf)];

/** The services as processes of their own, with a NATS, a PostgreSQL and a workspace. */
export interface ServiceProcesses extends AsyncDisposable {
  /** Where the API listens. */
  readonly url: string;
  /** A folder that jobs may use. */
  readonly folder: string;
  /** Starts one more and waits until it is ready. */
  start(service: ServiceName): Promise<RunningCommand>;
  /** The process of a service that was started first. */
  of(service: ServiceName): RunningCommand;
}

/** Starts each service once, as `reelbus service` does; `settings` are added to the environment of each. */
export async function startServiceProcesses(
  settings: Readonly<Record<string, string>> = {},
): Promise<ServiceProcesses> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await makeTempFolder("services"));
  const nats = stack.use(await startNats());
  const database = stack.use(await createDatabase());
  const workspace = join(folder.path, "workspace");
  await mkdir(workspace);
  const apiPort = await freePort();
  const env = {
    NATS_URL: nats.url,
    DATABASE_URL: database.url,
    REELBUS_SECRET_KEY: randomBytes(32).toString("base64"),
    REELBUS_WORKSPACE: workspace,
    REELBUS_ALLOWED_ROOTS: folder.path,
    PORT: String(apiPort),
    ...settings,
  };
  const running: { readonly service: string; readonly command: RunningCommand }[] = [];
  stack.defer(async () => {
    for (const { command } of running) command.child.kill("SIGTERM");
    await Promise.all(running.map(({ command }) => command.ended));
  });

  const start = async (service: ServiceName) => {
    const healthPort = service === "api" ? apiPort : await freePort();
    const command = startReelbus(["service", service], { ...env, HEALTH_PORT: String(healthPort) });
    running.push({ service, command });
    await untilReady(`http://127.0.0.1:${healthPort}/health/ready`, service, command);
    return command;
  };
  await Promise.all(SERVICES.map(start));
  const owned = stack.move();
  return {
    url: `http://127.0.0.1:${apiPort}`,
    folder: folder.path,
    start,
    of: (service) => {
      const found = running.find((one) => one.service === service);
      if (found === undefined) throw new Error(`${service} was not started`);
      return found.command;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function untilReady(url: string, service: string, command: RunningCommand): Promise<void> {
  const state = { ended: false };
  void command.ended.then(() => (state.ended = true));
  await waitFor(async () => state.ended || (await fetch(url)).ok, {
    what: `${service} to be ready`,
    timeoutMs: READY_TIMEOUT_MS,
    intervalMs: 100,
  });
  if (state.ended) throw new Error(`${service} ended:\n${command.output().stderr.slice(-4000)}`);
}
