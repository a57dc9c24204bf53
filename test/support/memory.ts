import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const INTERVAL_MS = 250;

/** The memory of a process, without its children, while something runs. */
export interface MemoryWatch extends Disposable {
  /** In MB, when the watch began. */
  readonly atFirstMb: number;
  /** The most that was seen so far, in MB. */
  mostMb(): number;
}

/** Looks at a process's memory several times a second, until disposed of. */
export function watchMemory(pid: number): MemoryWatch {
  const atFirstMb = residentMb(pid);
  let most = atFirstMb;
  const timer = setInterval(() => (most = Math.max(most, residentMb(pid))), INTERVAL_MS);
  return { atFirstMb, mostMb: () => most, [Symbol.dispose]: () => clearInterval(timer) };
}

function residentMb(pid: number): number {
  if (process.platform !== "linux")
    return Number(execFileSync("ps", ["-o", "rss=", "-p", `${pid}`], { encoding: "utf8" })) / 1024;
  const kb = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  if (kb === undefined) throw new Error(`process ${pid} tells no memory`);
  return Number(kb) / 1024;
}
