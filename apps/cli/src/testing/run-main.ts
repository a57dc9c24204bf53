import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const TIMEOUT_MS = 60_000;
const main = fileURLToPath(new URL("../main.ts", import.meta.url));

/** How a command ended, and all that it wrote. */
export interface Ended {
  /** Null when it took longer than a minute. */
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs the command line to its end, with these variables and no others. */
export async function runMain(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const env = { PATH: process.env["PATH"], ...variables };
  const child = spawn(process.execPath, [main, ...args], { env, timeout: TIMEOUT_MS, killSignal: "SIGKILL" });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (written: string) => (output += written));
  await once(child, "close");
  return { exitCode: child.exitCode, output };
}
