import type { ChildProcess } from "node:child_process";

const GRACE_MS = 1000;

/** Asks a child to end, and kills it when it has not done so after a second. */
export function terminate(child: ChildProcess): void {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  child.once("exit", () => clearTimeout(timer));
}
