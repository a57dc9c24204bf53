import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { childProcesses, isLiving } from "./child-processes.ts";
import { waitFor } from "./wait-for.ts";

/** How to run a server in the foreground. */
export interface ServerProcessOptions {
  /** For messages. */
  name: string;
  program: string;
  args: readonly string[];
  /** Added to this process's own environment. */
  env?: Record<string, string>;
  /** Its output goes here. */
  logFile: string;
  /** Whether it takes requests now. */
  isReady: () => Promise<boolean>;
  /** How long it may take to become ready. */
  readyTimeoutMs: number;
  /** Asks for an orderly end. */
  stopSignal: NodeJS.Signals;
}

/** Thrown when a server ends, or takes too long, before it is ready. */
export class ServerStartError extends Error {
  override readonly name = "ServerStartError";
  /** Somebody else listens on its port. */
  readonly portTaken: boolean;

  constructor(server: string, log: string, cause: unknown) {
    super(`${server} did not start. The end of its log:\n${log}`, { cause });
    this.portTaken = /address already in use|eaddrinuse|could not bind/i.test(log);
  }
}

/** A running server's process, with its orderly and its violent end. */
export interface ServerProcess {
  readonly pid: number;
  /** Asks for an orderly end, and kills after 15 s. */
  stop(): Promise<void>;
  /** SIGKILL for the process and its children; resolves when all are gone. */
  kill9(): Promise<void>;
}

const stopTimeoutMs = 15_000;

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/**
 * Starts a server and resolves once it is ready.
 *
 * The child doesn't keep this process from exiting, and is killed when it exits.
 *
 * @throws {ServerStartError} with the end of its log
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const log = openSync(options.logFile, "a");
  const child = spawn(options.program, options.args, {
    stdio: ["ignore", log, log],
    env: { ...process.env, ...options.env },
    cwd: "/",
  });
  closeSync(log);
  running.add(child);
  child.once("exit", () => running.delete(child));
  // Without a listener, a program that can't be run would end the test process instead of being reported.
  let spawnError: unknown;
  child.once("error", (error) => (spawnError = error));

  try {
    await waitFor(async () => hasEnded(child) || spawnError !== undefined || (await options.isReady()), {
      what: `${options.name} to be ready`,
      timeoutMs: options.readyTimeoutMs,
    });
    if (hasEnded(child) || child.pid === undefined) throw new Error("The process ended", { cause: spawnError });
  } catch (error) {
    await kill(child);
    throw new ServerStartError(options.name, readFileSync(options.logFile, "utf8").slice(-4000), error);
  }
  child.unref();
  return { pid: child.pid, stop: () => stop(child, options.stopSignal), kill9: () => kill(child) };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.ref();
  child.kill(signal);
  const killer = setTimeout(() => void kill(child), stopTimeoutMs);
  await exited;
  clearTimeout(killer);
}

async function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return;
  const family = [child.pid, ...childProcesses(child.pid).map(({ pid }) => pid)];
  const exited = once(child, "exit");
  child.ref();
  for (const pid of family) killIfAlive(pid);
  await exited;
  // Grandchildren are not ours to wait for: look whether their work still goes on.
  await waitFor(() => !family.some((pid) => isLiving(pid)), { what: `the processes ${family.join(", ")} to end` });
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it ended by itself
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
