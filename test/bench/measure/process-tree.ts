import { readdirSync, readFileSync } from "node:fs";

/** USER_HZ: the unit of CPU times in /proc, the same on every Linux. */
const TICKS_PER_SECOND = 100;

/** What /proc/PID/stat tells of a process; CPU times in seconds, to 10 ms. */
interface ProcessTimes {
  readonly pid: number;
  readonly parentPid: number;
  /** User and system time of its own. */
  readonly ownSeconds: number;
  /** Of its children that have ended and were waited for, with what those had reaped themselves. */
  readonly reapedSeconds: number;
}

/** The CPU seconds of a process and all that descends from it, in parts that add up to the whole. */
export interface TreeCpu {
  /** Of the process itself. */
  readonly own: number;
  /** Of its children that have ended, with what those had reaped themselves. */
  readonly ended: number;
  /** Of its descendants that live, with what those have reaped. */
  readonly living: number;
}

/**
 * The CPU seconds that a process and everything that descends from it has used so far. The kernel moves a child's time to
 * its parent in the moment in which the parent waits for it, so nothing is missed and nothing counts twice, unless a
 * child goes while /proc is read: it is read again until no process has come or gone in between.
 *
 * @throws Error when there is no such process
 */
export function cpuOfTree(rootPid: number): TreeCpu {
  for (let tries = 0, before = treeOf(rootPid); ; tries++) {
    if (tries >= 100) throw new Error(`the processes below ${rootPid} come and go too fast to be counted`);
    const after = treeOf(rootPid);
    const [root, ...others] = after;
    if (root === undefined) throw new Error(`the process ${rootPid} has ended`);
    if (pidsOf(before) === pidsOf(after)) {
      const living = others.reduce((sum, { ownSeconds, reapedSeconds }) => sum + ownSeconds + reapedSeconds, 0);
      return { own: root.ownSeconds, ended: root.reapedSeconds, living };
    }
    before = after;
  }
}

/** What was used between two looks at the same process. */
export function cpuBetween(before: TreeCpu, after: TreeCpu): TreeCpu & { readonly total: number } {
  const own = after.own - before.own;
  const ended = after.ended - before.ended;
  const living = after.living - before.living;
  return { own, ended, living, total: own + ended + living };
}

/** The CPU seconds of a process and of its children that have ended; 0 when it has ended itself. */
export function cpuSecondsOf(pid: number): number {
  const times = timesOf(pid);
  return times === null ? 0 : times.ownSeconds + times.reapedSeconds;
}

/** The CPU seconds of this process's own children that have ended. */
export function cpuSecondsOfReapedChildren(): number {
  return timesOf(process.pid)?.reapedSeconds ?? 0;
}

/** The process ids below a process, itself first. */
export function pidsOfTree(rootPid: number): number[] {
  return treeOf(rootPid).map(({ pid }) => pid);
}

function treeOf(rootPid: number): ProcessTimes[] {
  // Zombies too: their time has not gone to their parent yet.
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => timesOf(Number(name)) ?? []);
  const byParent = Map.groupBy(all, ({ parentPid }) => parentPid);
  const below = (pid: number): ProcessTimes[] =>
    (byParent.get(pid) ?? []).flatMap((child) => [child, ...below(child.pid)]);
  return [...all.filter(({ pid }) => pid === rootPid), ...below(rootPid)];
}

function pidsOf(tree: readonly ProcessTimes[]): string {
  return tree.map(({ pid }) => pid).join(" ");
}

/** Null when there is no such process any more. */
function timesOf(pid: number): ProcessTimes | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return null;
  }
  // The program's name is in brackets and may hold any character. Fields are numbered as in proc(5), from 3 on.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid,
    parentPid: field(4),
    ownSeconds: (field(14) + field(15)) / TICKS_PER_SECOND,
    reapedSeconds: (field(16) + field(17)) / TICKS_PER_SECOND,
  };
}
