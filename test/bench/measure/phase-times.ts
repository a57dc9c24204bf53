import { PHASES, slugOf, type Phase } from "@reelbus/contracts";
import { coveredMs, type ChildRecord } from "./child-records.ts";

/** Where a job's time went in one phase, in milliseconds. */
export interface PhaseTimes {
  readonly phase: Phase;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  /** When the next phase started, or the job ended. */
  readonly endedAtMs: number;
  /** From its start to the next phase's start, the last one's to the job's end. */
  readonly totalMs: number;
  /** While at least one of ffprobe, ffmpeg and the packager ran. */
  readonly childrenMs: number;
  /** The service's own work: what it took for the delivery, without its children. */
  readonly ownMs: number;
  /** The rest: to the conductor, through the database, and to the next service (or to the customer). */
  readonly handOffMs: number;
}

interface JobTimes {
  readonly jobId: string;
  /** The system's log, with `debug` entries. */
  readonly log: string;
  /** By phase, as its service measured it. */
  readonly workMs: ReadonlyMap<Phase, number>;
  readonly children: readonly ChildRecord[];
  readonly endedAtMs: number;
}

/** @throws Error when the log does not tell of a phase's start, or the metrics of its work. */
export function phaseTimes({ jobId, log, workMs, children, endedAtMs }: JobTimes): PhaseTimes[] {
  const starts = PHASES.map((phase) => startOf(log, jobId, phase));
  return PHASES.map((phase, index) => {
    const span = { fromMs: starts[index] ?? endedAtMs, toMs: starts[index + 1] ?? endedAtMs };
    const childrenMs = coveredMs(children, span);
    const worked = workMs.get(phase) ?? 0;
    if (worked === 0) throw new Error(`the metrics do not say how long ${phase} worked`);
    const ownMs = worked - childrenMs;
    const totalMs = span.toMs - span.fromMs;
    const handOffMs = totalMs - childrenMs - ownMs;
    return { phase, startedAtMs: span.fromMs, endedAtMs: span.toMs, totalMs, childrenMs, ownMs, handOffMs };
  });
}

/** When the first phase's service had taken the job. */
export function firstStart(log: string, jobId: string): number {
  return startOf(log, jobId, PHASES[0]);
}

interface LogEntry {
  readonly time: string;
  readonly message: string;
  readonly jobId?: string;
  readonly phase?: string;
}

function startOf(log: string, jobId: string, phase: Phase): number {
  for (const line of log.split("\n")) {
    if (!line.includes(jobId) || !line.includes('"started"')) continue;
    const entry = JSON.parse(line) as LogEntry;
    if (entry.message === "started" && entry.jobId === jobId && entry.phase === phase) return Date.parse(entry.time);
  }
  throw new Error(`the log does not say when ${phase} of ${jobId} started`);
}

/** The seconds that services have spent on deliveries so far, by phase, out of the system's metrics. */
export async function readWorkMs(url: string): Promise<Map<Phase, number>> {
  const text = await (await fetch(new URL("metrics", url))).text();
  const sums = text.split("\n").filter((line) => line.startsWith("reelbus_phase_duration_seconds_sum{"));
  return new Map(
    PHASES.map((phase) => {
      const own = sums.filter((line) => line.includes(`phase="${slugOf(phase)}"`));
      return [phase, own.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))) * 1000, 0)];
    }),
  );
}
