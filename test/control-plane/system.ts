import { freePort, waitFor } from "@reelbus/testing";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { residentMb } from "../support/resident-memory.ts";
import { startBackends } from "./backends.ts";
import { ANSWER_TIMEOUT_MS } from "./bounds.ts";

const reelbus = fileURLToPath(new URL("../../node_modules/.bin/reelbus", import.meta.url));
const phasesProgram = fileURLToPath(new URL("phases-program.ts", import.meta.url));

/** As `reelbus` itself has it. */
const HEAP = ["--max-semi-space-size=2", "--max-old-space-size=512"] as const;
const phases = [process.execPath, ...HEAP, phasesProgram] as const;

/** What may run: the three real services, and one process with six phase services that do nothing. */
const COMMANDS = {
  api: [reelbus, "service", "api"],
  conductor: [reelbus, "service", "conductor"],
  notifier: [reelbus, "service", "notifier"],
  phases: [...phases],
  "held-phases": [...phases, "--hold"],
} as const;

export type ProgramName = keyof typeof COMMANDS;

/** A process of the system. */
export interface RunningProgram {
  readonly name: ProgramName;
  /** Writes a line to its standard input. */
  tell(line: string): void;
  /** What of the machine's memory it has now, in MB. */
  residentMb(): number;
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill9(): Promise<void>;
}

/** The control plane as production runs it: a process for each service, its NATS and PostgreSQL as `reelbus up` has them. */
export interface ControlPlane extends AsyncDisposable {
  /** Where the API listens. */
  readonly url: string;
  /** Starts a program and waits until it is ready. */
  start(name: ProgramName): Promise<RunningProgram>;
}

/**
 * @param concurrency jobs that each phase takes at a time
 * @param settings more of the environment of every program
 */
export async function startControlPlane(
  concurrency: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<ControlPlane> {
  await using stack = new AsyncDisposableStack();
  const backends = stack.use(await startBackends());
  const log = stack.use(await open(backends.logFile, "a"));
  const apiPort = await freePort();
  const running = new Set<RunningProgram>();
  stack.defer(async () => {
    await Promise.all([...running].map((program) => program.stop()));
  });
  const start = async (name: ProgramName) => {
    const port = name === "api" ? apiPort : await freePort();
    const env = {
      ...process.env,
      ...backends.environment,
      ...settings,
      REELBUS_CONCURRENCY: String(concurrency),
      // Encodings that are held when all is over need not be waited for.
      REELBUS_GRACE_MS: "0",
      PORT: String(apiPort),
      HEALTH_PORT: String(port),
    };
    const [program, ...args] = COMMANDS[name];
    const child = spawn(program, args, { env, stdio: ["pipe", "ignore", log.fd] });
    const started = programOf(name, child);
    running.add(started);
    await waitFor(async () => hasEnded(child) || (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok, {
      what: `${name} to be ready`,
      timeoutMs: 60_000,
    });
    if (hasEnded(child)) throw new Error(`${name} ended:\n${await readFile(backends.logFile, "utf8")}`);
    return started;
  };
  const owned = stack.move();
  return { url: `http://127.0.0.1:${apiPort}`, start, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function programOf(name: ProgramName, child: ChildProcess): RunningProgram {
  const exited = once(child, "exit");
  const end = async (signal: NodeJS.Signals) => {
    if (!hasEnded(child)) child.kill(signal);
    const killer = setTimeout(() => child.kill("SIGKILL"), ANSWER_TIMEOUT_MS);
    await exited;
    clearTimeout(killer);
  };
  return {
    name,
    tell: (line) => child.stdin?.write(`${line}\n`),
    residentMb: () => residentMb(child.pid ?? NaN),
    stop: () => end("SIGTERM"),
    kill9: () => end("SIGKILL"),
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
