import { childProcesses, isLiving, signalIfLiving, waitFor } from "@reelbus/testing";
import { reelbus, startCommand } from "./command-line.ts";

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

/** A running `reelbus up`. */
export interface System extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** What it has logged so far. */
  log(): string;
  /** Ends it as ^C would; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Ends it and all its children at once, as a crash of the machine would; resolves when none is left. */
  killAll(): Promise<void>;
}

export interface SystemOptions {
  readonly dataDir: string;
  readonly allow: readonly string[];
  /** More arguments for `reelbus up`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A program and its first arguments that become `reelbus` in the end, under the same process id. */
  readonly via?: readonly [program: string, ...args: string[]];
}

/** Starts `reelbus up` on a free port and waits until it says that it is ready. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const allow = options.allow.flatMap((folder) => ["--allow", folder]);
  const args = ["up", "--port", "0", "--data", options.dataDir, ...allow, "--json", ...(options.args ?? [])];
  const [program, ...first] = [...(options.via ?? []), reelbus] as const;
  const command = startCommand(program, [...first, ...args], { env: { LOG_LEVEL: "debug", ...options.env } });
  const state = { ended: false };
  void command.ended.then(() => (state.ended = true));
  await waitFor(() => state.ended || command.output().stdout.includes("\n"), {
    what: "reelbus up to be ready",
    timeoutMs: READY_TIMEOUT_MS,
  });
  if (state.ended) throw new Error(`reelbus up ended:\n${command.output().stderr.slice(-4000)}`);
  const { url, pid } = JSON.parse(command.output().stdout) as { url: string; pid: number };

  const stop = async () => {
    if (!state.ended) process.kill(pid, "SIGINT");
    const timer = setTimeout(() => command.child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    const { exitCode } = await command.ended;
    clearTimeout(timer);
    return exitCode;
  };
  return {
    url,
    pid,
    log: () => command.output().stderr,
    stop,
    killAll: async () => {
      const pids = [pid, ...childProcesses(pid).map((child) => child.pid)];
      // The kernel may have ended a child with its parent a moment before.
      for (const one of pids) signalIfLiving(one, "SIGKILL");
      await command.ended;
      await waitFor(() => !pids.some(isLiving), { what: "the end of all that was killed" });
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}
