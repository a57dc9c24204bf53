import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const onLinux = process.platform === "linux";

/** A running process. */
export interface RunningProcess {
  pid: number;
  parentPid: number;
  /** The command line as far as the system tells it. */
  command: string;
}

/** All living descendants of a process (by default this one). A process that only waits to be reaped is not living. */
export function childProcesses(ofPid: number = process.pid): RunningProcess[] {
  const byParent = Map.groupBy(livingProcesses(), ({ parentPid }) => parentPid);
  const descendantsOf = (pid: number): RunningProcess[] =>
    (byParent.get(pid) ?? []).flatMap((child) => [child, ...descendantsOf(child.pid)]);
  return descendantsOf(ofPid);
}

/** Whether a process runs; one that only waits to be reaped doesn't. */
export function isLiving(pid: number): boolean {
  if (onLinux) return fromProc(String(pid)).length > 0;
  return fromPs().some((candidate) => candidate.pid === pid);
}

function livingProcesses(): RunningProcess[] {
  if (!onLinux) return fromPs();
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap(fromProc);
}

/** One process, or none when it is not living. */
function fromProc(pid: string): RunningProcess[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name is in brackets and may hold any character; the state and the parent follow it.
    const [state, parentPid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z") return [];
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return [{ pid: Number(pid), parentPid: Number(parentPid), command }];
  } catch {
    return []; // it has ended, perhaps while we looked
  }
}

function fromPs(): RunningProcess[] {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,command="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const [, pid, parentPid, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      if (command === undefined || state?.startsWith("Z") || command.startsWith("ps -A ")) return [];
      return [{ pid: Number(pid), parentPid: Number(parentPid), command }];
    });
}
