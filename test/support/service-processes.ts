import { PHASES, slugOf, type PhaseSlug } from "@reelbus/contracts";
import {
  childProcesses,
  createDatabase,
  freePort,
  isLiving,
  makeTempFolder,
  startNats,
  waitFor,
} from "@reelbus/testing";
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startReelbus, type Outcome, type RunningCommand } from "./command-line.ts";
import { within } from "./within.ts";

const READY_TIMEOUT_MS = 60_000;
/** Longer than a service gives running work and its connections to come to an end. */
const END_TIMEOUT_MS = 60_000;

export type ServiceName = "api" | "conductor" | "notifier" | PhaseSlug;

/** Every service. */
export const SERVICES: readonly ServiceName[] = ["api", "conductor", "notifier", ...PHASES.map(slugOf)];

/** One service as a process. */
export interface ServiceProcess {
  readonly service: ServiceName;
  readonly pid: number;
  /** How it ends, by whatever. */
  readonly ended: Promise<Outcome>;
  /** Ends it as a crash would; resolves when it and its children are gone, rejects when they are not in time. */
  kill9(): Promise<void>;
  /**
   * Asks it to end, as a service manager would; resolves with its exit code when its children are gone too. One that does
   * not end in time is killed, and the promise rejects.
   */
  stop(): Promise<number | null>;
}

/** The services as processes of their own, with a NATS, a PostgreSQL and a workspace. */
export interface ServiceProcesses extends AsyncDisposable {
  /** Where the API listens, whenever one runs. */
  readonly url: string;
  /** A folder that jobs may use. */
  readonly folder: string;
  /** The folder that the phase services share. */
  readonly workspace: string;
  /** Starts one more, with more settings of its own, and waits until it is ready. */
  start(service: ServiceName, settings?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  /** The one process of a service. */
  of(service: ServiceName): ServiceProcess;
  /** Stops everything that still runs; resolves with the exit codes, by service. */
  stopAll(): Promise<Readonly<Record<string, number | null>>>;
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
  const running = new Set<ServiceProcess>();
  const stopAll = async () => {
    const stopping = [...running].map(async (one) => [one.service, await one.stop()] as const);
    // NATS and PostgreSQL go only when every service has, also when one of them had to be killed.
    await Promise.allSettled(stopping);
    return Object.fromEntries(await Promise.all(stopping));
  };
  stack.defer(async () => {
    await stopAll();
  });

  const start = async (service: ServiceName, own: Readonly<Record<string, string>> = {}) => {
    const healthPort = service === "api" ? apiPort : await freePort();
    const command = startReelbus(["service", service], { ...env, HEALTH_PORT: String(healthPort), ...own });
    const started = serviceProcess(service, command);
    running.add(started);
    void command.ended.then(() => running.delete(started));
    await untilReady(`http://127.0.0.1:${healthPort}/health/ready`, service, command);
    return started;
  };
  await Promise.all(SERVICES.map((service) => start(service)));
  const owned = stack.move();
  return {
    url: `http://127.0.0.1:${apiPort}`,
    folder: folder.path,
    workspace,
    start,
    of: (service) => {
      const found = [...running].filter((one) => one.service === service);
      const [only] = found;
      if (only === undefined || found.length > 1) throw new Error(`${found.length} processes of ${service} run`);
      return only;
    },
    stopAll,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function serviceProcess(service: ServiceName, { child, ended }: RunningCommand): ServiceProcess {
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    const children = childProcesses(child.pid);
    child.kill(signal);
    const { exitCode } = await within(END_TIMEOUT_MS, `${service} to end by ${signal}`, ended).catch(
      (error: unknown) => {
        child.kill("SIGKILL");
        throw error;
      },
    );
    await waitFor(() => !children.some(({ pid }) => isLiving(pid)), { what: `the children of ${service} to end` });
    return exitCode;
  };
  return {
    service,
    pid: child.pid,
    ended,
    kill9: async () => {
      await end("SIGKILL");
    },
    stop: () => end("SIGTERM"),
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
