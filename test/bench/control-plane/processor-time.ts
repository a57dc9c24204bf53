import { childProcesses } from "@reelbus/testing";
import { cpuSecondsOf } from "../measure/process-tree.ts";

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

/** Processor milliseconds by program, user and kernel, of this process (`bench`) and its descendants. */
export type ProcessorTime = Readonly<Record<string, number>>;

/** Linux alone tells; elsewhere it is only this process. A program that is not our child is not in it. */
export function processorTime(): ProcessorTime {
  const { user, system } = process.cpuUsage();
  const times: Record<string, number> = { bench: (user + system) / 1_000 };
  for (const { pid, command } of childProcesses()) {
    const name = PROGRAMS.find(([, mark]) => mark.test(command))?.[0];
    if (name !== undefined) times[name] = (times[name] ?? 0) + cpuSecondsOf(pid) * 1_000;
  }
  return times;
}

/** What each program has used since `before`, in milliseconds, for each of `count` pieces of work. */
export function processorTimeSince(before: ProcessorTime, count: number): ProcessorTime {
  const used = Object.entries(processorTime()).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / count] as const);
  return Object.fromEntries(used.filter(([, ms]) => ms >= 0.005));
}
