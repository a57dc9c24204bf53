import { execFile } from "node:child_process";
import { promisify } from "node:util";

const PREFIX: readonly string[] = ["setpriv", "--pdeathsig", "KILL", "--"];

let checked: Promise<readonly string[]> | undefined;

/**
 * What to put before a command so that the kernel kills it when this process dies, even by `kill -9`: util-linux's
 * setpriv on Linux, nothing elsewhere. Looked for once.
 */
export function deathSignalPrefix(): Promise<readonly string[]> {
  checked ??= findPrefix();
  return checked;
}

async function findPrefix(): Promise<readonly string[]> {
  const [program = "", ...args] = PREFIX;
  if (process.platform !== "linux") return [];
  try {
    await promisify(execFile)(program, [...args, "true"]);
    return PREFIX;
  } catch {
    return [];
  }
}
