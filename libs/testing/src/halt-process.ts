import { readdirSync, readFileSync } from "node:fs";
import { isLiving } from "./child-processes.ts";
import { waitFor } from "./wait-for.ts";

/**
 * Has a process stand still until it gets SIGCONT. Resolves when each of its threads does: the signal alone takes its time
 * on a busy machine, in which the process may answer once more. One that has ended stands still. Linux only.
 */
export async function haltProcess(pid: number): Promise<void> {
  signalIfLiving(pid, "SIGSTOP");
  const stands = (): boolean => readdirSync(`/proc/${pid}/task`).every((thread) => threadStands(pid, thread));
  try {
    await waitFor(() => !isLiving(pid) || stands(), { what: `process ${pid} to stand still`, intervalMs: 2 });
  } catch (error) {
    signalIfLiving(pid, "SIGCONT"); // nobody else knows that it may stand
    throw error;
  }
}

/** Signals a process, unless it has ended. */
export function signalIfLiving(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (isLiving(pid)) throw error;
  }
}

function threadStands(pid: number, thread: string): boolean {
  const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8");
  // The name is in brackets and may hold any character; the state follows it.
  return stat.slice(stat.lastIndexOf(")") + 2).startsWith("T");
}
