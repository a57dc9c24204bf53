import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The checkout that is tested. */
export const checkout = fileURLToPath(new URL("../..", import.meta.url));

/** The command itself. */
export const reelbus = fileURLToPath(new URL("../../node_modules/.bin/reelbus", import.meta.url));

/** How a command ended. */
export interface Outcome {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** What ended it, unless it ended by itself. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs; its output is collected. */
export interface RunningCommand {
  readonly child: ChildProcess & { readonly pid: number };
  /** What it has written so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<Outcome>;
}

/** Starts `reelbus` with these arguments, as a user would. */
export function startReelbus(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningCommand {
  return startCommand(reelbus, args, { env });
}

/** Runs `reelbus` to its end. */
export function runReelbus(args: readonly string[], input?: string): Promise<Outcome> {
  const command = startCommand(reelbus, args, input === undefined ? {} : { input });
  return command.ended;
}

/** Starts any program; `input` is written to its standard input. */
export function startCommand(
  program: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly input?: string; readonly cwd?: string } = {},
): RunningCommand {
  const child = spawn(program, args, {
    stdio: ["pipe", "pipe", "pipe"],
    cwd: options.cwd ?? checkout,
    env: { ...process.env, ...options.env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input);
  const ended = once(child, "close").then(() => ({
    exitCode: child.exitCode,
    signal: child.signalCode,
    stdout,
    stderr,
  }));
  if (child.pid === undefined) throw new Error(`${program} can't be started`);
  return { child: child as ChildProcess & { pid: number }, output: () => ({ stdout, stderr }), ended };
}
