import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { assertInstalled, ProgramMissingError, spawnGuarded } from "@reelbus/child-guard";
import { programBroken, programMissing } from "./failures.ts";
import { terminate } from "./terminate.ts";
import { createTextTail } from "./text-tail.ts";
import { startWatchdog } from "./watchdog.ts";

const STDERR_TAIL_CHARACTERS = 64 * 1024;
/** Shells, setpriv and the loader of libraries exit so when a program can't be run. */
const NOT_RUN_EXIT_CODES: readonly (number | null)[] = [126, 127];

/** A child to run. */
export interface ChildCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** @default the process's own folder */
  readonly cwd?: string | undefined;
  /** One line that the child reads as `/dev/stdin`; without it, the child's standard input is empty. */
  readonly secretLine?: string | null;
  readonly signal: AbortSignal;
  /** The child is ended when it shows no sign of life for so long. */
  readonly silenceLimitMs: number;
  /** Takes the child's output; returns whether it is a sign of life. */
  onOutput(text: string): boolean;
  /** How much the child has written elsewhere: growth is a sign of life too. Asked only in silence; it must not reject. */
  readonly written?: () => Promise<number>;
}

/** How a child ended by itself, or that it was ended because it had fallen silent. */
export interface ChildEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly fellSilent: boolean;
  /** The end of what it wrote on standard error. For the log alone: it may hold local paths. */
  readonly stderrTail: string;
}

/**
 * Runs a child to its end, and never leaves before: not on an abort, not when `onOutput` throws. It runs at
 * low priority, without this process's environment, and dies with this process.
 *
 * @throws the signal's reason after an abort; what `onOutput` threw; ReelbusError `program-missing`.
 */
export async function runChild(command: ChildCommand): Promise<ChildEnd> {
  const { signal } = command;
  const child = await start(command);
  const stderr = createTextTail(STDERR_TAIL_CHARACTERS);
  let fellSilent = false;
  let thrown: unknown;

  const endSilent = () => {
    fellSilent = true;
    terminate(child);
  };
  const watchdog = startWatchdog(command.silenceLimitMs, endSilent, command.written);
  const abort = () => terminate(child);
  signal.addEventListener("abort", abort, { once: true });
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    if (thrown !== undefined) return;
    try {
      if (command.onOutput(text)) watchdog.touch();
    } catch (error) {
      thrown = error;
      terminate(child);
    }
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => stderr.add(text));

  try {
    if (signal.aborted) abort();
    const [exitCode, endSignal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    signal.throwIfAborted();
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- what the callback threw goes on as it is
    if (thrown !== undefined) throw thrown;
    if (NOT_RUN_EXIT_CODES.includes(exitCode)) throw programBroken(command.program, stderr.read());
    return { exitCode, signal: endSignal, fellSilent, stderrTail: stderr.read() };
  } finally {
    watchdog.stop();
    signal.removeEventListener("abort", abort);
  }
}

/** Starts the child; resolves when it runs. */
async function start({ program, args, cwd, secretLine, signal }: ChildCommand): Promise<ChildProcess> {
  signal.throwIfAborted();
  const hasSecret = secretLine !== undefined && secretLine !== null;
  const [first = program, ...rest] = [...(hasSecret ? PIPE_FROM_STDIN : []), program, ...args];
  const child = await assertInstalled(program)
    .then(() =>
      spawnGuarded({
        program: first,
        args: rest,
        deathSignal: "KILL",
        stdio: [hasSecret ? "pipe" : "ignore", "pipe", "pipe"],
        cwd,
      }),
    )
    .catch((error: unknown) => {
      throw error instanceof ProgramMissingError ? programMissing(error.program, error) : error;
    });
  lowerPriority(child);
  // A child that ends without reading its input is no error of its own: its exit code tells.
  child.stdin?.on("error", () => undefined).end(`${secretLine ?? ""}\n`);
  return child;
}

/**
 * Node connects children by sockets, which can't be opened by name as `/dev/stdin`. The shell hands the line on
 * through a pipe and then becomes the program itself, so that the child's process id stays the same.
 */
const PIPE_FROM_STDIN: readonly string[] = ["sh", "-c", 'IFS= read -r line; exec "$@" <<END\n$line\nEND', "sh"];

function lowerPriority(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already.
  }
}
