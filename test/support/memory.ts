import { childProcesses } from "@reelbus/testing";
import { residentMb } from "./resident-memory.ts";

const INTERVAL_MS = 250;

/** The memory of a process, and of programs that it starts, while something runs. */
export interface MemoryWatch extends Disposable {
  /** The most that the process itself was seen to have so far, in MB. */
  mostMb(): number;
  /** The most that any one of the programs was seen to have so far, in MB; 0 when none was seen. */
  mostOfProgramMb(program: string): number;
}

/**
 * Looks at a process's memory several times a second, until disposed of.
 *
 * @param programs what the command lines of the children to be watched hold; what lives between two looks is not seen
 */
export function watchMemory(pid: number, programs: readonly string[]): MemoryWatch {
  let most = residentMb(pid);
  const mostOf = new Map<string, number>();
  const look = () => {
    most = Math.max(most, residentMb(pid));
    for (const child of childProcesses(pid))
      for (const program of programs.filter((name) => child.command.includes(name)))
        mostOf.set(program, Math.max(mostOf.get(program) ?? 0, residentMbIfLiving(child.pid)));
  };
  const timer = setInterval(look, INTERVAL_MS);
  return {
    mostMb: () => most,
    mostOfProgramMb: (program) => mostOf.get(program) ?? 0,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** A child may have ended since it was listed. */
function residentMbIfLiving(pid: number): number {
  try {
    return residentMb(pid);
  } catch {
    return 0;
  }
}
