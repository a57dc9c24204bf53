import { bytesOf } from "../../support/resident-memory.ts";
import { pidsOfTree } from "./process-tree.ts";

/**
 * The most memory that a process has had in RAM at a time since it started, in bytes: the kernel's own high-water mark
 * (VmHWM), so no peak between two looks is missed. Its children don't count.
 *
 * @throws Error when it has ended
 */
export function peakRssBytes(pid: number): number {
  return bytesOf(pid, "status", "VmHWM");
}

/** What a process and all that descends from it have in RAM now, in bytes: what they share counts once (PSS). */
export function proportionalBytes(rootPid: number): number {
  return pidsOfTree(rootPid).reduce((sum, pid) => sum + pssBytes(pid), 0);
}

/** 0 for a process that has just ended, and for a zombie. */
function pssBytes(pid: number): number {
  try {
    return bytesOf(pid, "smaps_rollup", "Pss");
  } catch {
    return 0;
  }
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
