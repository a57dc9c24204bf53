import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * The command line of a running process, its arguments separated by spaces; empty when no such process runs. Tells
 * whether a process id found in a file still means the process that wrote it.
 */
export async function commandLineOf(pid: number): Promise<string> {
  try {
    if (process.platform === "linux")
      return (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ").trim();
    return (await promisify(execFile)("ps", ["-ww", "-o", "args=", "-p", String(pid)])).stdout.trim();
  } catch {
    return "";
  }
}
