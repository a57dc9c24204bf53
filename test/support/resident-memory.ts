import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const BYTES_PER_KIB = 1024;

/** What a process has in the machine's memory now, in MB of 10^6 bytes. @throws Error when it has ended */
export function residentMb(pid: number): number {
  if (process.platform === "linux") return bytesOf(pid, "status", "VmRSS") / 1e6;
  const kib = execFileSync("ps", ["-o", "rss=", "-p", `${pid}`], { encoding: "utf8" });
  return (Number(kib) * BYTES_PER_KIB) / 1e6;
}

/**
 * What the kernel of Linux tells of a process's memory, see proc(5).
 *
 * @throws Error when it has ended
 */
export function bytesOf(pid: number, file: "status" | "smaps_rollup", name: string): number {
  const text = readFileSync(`/proc/${pid}/${file}`, "utf8");
  const [, kib] = new RegExp(String.raw`^${name}:\s+(\d+) kB$`, "mu").exec(text) ?? [];
  if (kib === undefined) throw new Error(`the kernel does not tell the ${name} of process ${pid}`);
  return Number(kib) * BYTES_PER_KIB;
}
