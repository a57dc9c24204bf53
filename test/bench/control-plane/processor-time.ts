import { childProcesses } from "@reelbus/testing";
import { readFileSync } from "node:fs";

/** What a command line betrays; the first that fits. */
const PROGRAMS: readonly (readonly [name: string, mark: RegExp])[] = [
  ["PostgreSQL", /postgres/u],
  ["NATS", /nats-server/u],
  ["RabbitMQ", /beam|erl|rabbitmq|epmd/u],
  ["Redis", /redis-server/u],
  ["phases", /phases-program/u],
  ["api", /service api/u],
  ["conductor", /service conductor/u],
  ["notifier", /service notifier/u],
];

/** The kernel counts in hundredths of a second. */
const MS_PER_TICK = 10;

/** Processor milliseconds by program, user and kernel, of this process (`bench`) and its descendants. */
export type ProcessorTime = Readonly<Record<string, number>>;

/** Linux alone tells; elsewhere it is only this process. A program that is not our child is not in it. */
export function processorTime(): ProcessorTime {
  const { user, system } = process.cpuUsage();
  const times: Record<string, number> = { bench: (user + system) / 1_000 };
  for (const { pid, command } of childProcesses()) {
    const name = PROGRAMS.find(([, mark]) => mark.test(command))?.[0];
    if (name !== undefined) times[name] = (times[name] ?? 0) + ticksOf(pid) * MS_PER_TICK;
  }
  return times;
}

/** What each program has used since `before`, in milliseconds, for each of `count` pieces of work. */
export function processorTimeSince(before: ProcessorTime, count: number): ProcessorTime {
  const used = Object.entries(processorTime()).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / count] as const);
  return Object.fromEntries(used.filter(([, ms]) => ms >= 0.005));
}

/** Of the process, and of its children that have ended. */
function ticksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
  } catch {
    return 0; // it ended while we looked
  }
}
