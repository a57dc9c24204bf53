import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { checkout } from "../../support/command-line.ts";

/** A child of a measured process; times in milliseconds since 1970. */
export interface ChildRecord {
  /** The program's file name, for example `ffmpeg`. */
  readonly name: string;
  /** Its path or name, as it was started. */
  readonly program: string;
  readonly args: readonly string[];
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** The environment that makes a Node process record its children into a file. */
export function recordingInto(file: string): Record<string, string> {
  const preload = join(checkout, "test/bench/measure/record-children.ts");
  return { NODE_OPTIONS: `--import=${preload}`, BENCH_CHILD_RECORDS: file };
}

/** The children that have ended by now. */
export async function readChildRecords(file: string): Promise<ChildRecord[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { args, ...times } = JSON.parse(line) as { args: string[]; startedAtMs: number; endedAtMs: number };
      // Everything is started by way of `setpriv ... -- PROGRAM ARGUMENTS`, which becomes the program.
      const [program = "", ...rest] = args[0] === "setpriv" ? args.slice(args.indexOf("--") + 1) : args;
      return { name: basename(program).replace(/^packager-.*/u, "packager"), program, args: rest, ...times };
    });
}

/** How many milliseconds of a span at least one of the children ran: what overlaps counts once. */
export function coveredMs(records: readonly ChildRecord[], span: { readonly fromMs: number; readonly toMs: number }) {
  const { fromMs, toMs } = span;
  const sorted = records.toSorted((one, other) => one.startedAtMs - other.startedAtMs);
  let coveredUntilMs = fromMs;
  let sumMs = 0;
  for (const { startedAtMs, endedAtMs } of sorted) {
    const from = Math.max(startedAtMs, coveredUntilMs);
    const to = Math.min(endedAtMs, toMs);
    if (to <= from) continue;
    sumMs += to - from;
    coveredUntilMs = to;
  }
  return sumMs;
}
