import { readFileSync } from "node:fs";
import { pidsOfTree } from "./process-tree.ts";

const BYTES_PER_KIB = 1024;

/**
 * The most memory that a process has had in RAM at a time since it started, in bytes: the kernel's own high-water mark
 * (VmHWM), so no peak between two looks is missed. Its children don't count.
 *
 * @throws Error when it has ended
 */
export function peakRssBytes(pid: number): number {
  return kibOf(readFileSync(`/proc/${pid}/status`, "utf8"), "VmHWM") * BYTES_PER_KIB;
}

/** What a process and all that descends from it have in RAM now, in bytes: what they share counts once (PSS). */
export function proportionalBytes(rootPid: number): number {
  return pidsOfTree(rootPid).reduce((sum, pid) => sum + pssKib(pid), 0) * BYTES_PER_KIB;
}

/** 0 for a process that has just ended, and for a zombie. */
function pssKib(pid: number): number {
  try {
    return kibOf(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"), "Pss");
  } catch {
    return 0;
  }
}

function kibOf(text: string, name: string): number {
  const [, digits] = new RegExp(String.raw`^${name}:\s+(\d+) kB$`, "mu").exec(text) ?? [];
  if (digits === undefined) throw new Error(`the kernel does not tell ${name}`);
  return Number(digits);
}

/** Keeps the largest of what it sees, twice a second. The kernel has no high-water mark of PSS. */
export function watchPeak(read: () => number): { readonly stop: () => number } {
  let peak = read();
  const look = () => (peak = Math.max(peak, read()));
  const timer = setInterval(look, 500);
  return {
    stop: () => {
      clearInterval(timer);
      return look();
    },
  };
}
