import type { BenchTable } from "./bench.ts";
import { coveredMs, type ChildRecord } from "./measure/child-records.ts";
import type { MeasuredJob } from "./measure/measured-system.ts";
import { median } from "./measure/statistics.ts";
import type { Round } from "./end-to-end.ts";

const WALL_LIMIT = 1.1;
const CPU_LIMIT = 1.05;
const ALWAYS = { fromMs: -Infinity, toMs: Infinity };
const KINDS = ["plain", "normal"] as const;
const NAMES = { plain: "without pictures", normal: "normal" };

/** Seconds, rounded for the eye. */
const seconds = (ms: number) => Math.round(ms) / 1000;

export function ratioTable(rounds: readonly Round[]): BenchTable {
  const wallRatios = (kind: (typeof KINDS)[number]) => rounds.map((round) => round[kind].wallMs / round.bare.wallMs);
  const cpuRatios = (kind: (typeof KINDS)[number]) =>
    rounds.map((round) => round[kind].cpu.total / round.bare.cpuSeconds);
  return {
    title: "End to end against the bare limit (one ffmpeg command and the packager), in s",
    columns: ["round", "job", "wall", "bare wall", "wall ratio", "CPU", "bare CPU", "CPU ratio"],
    rows: [
      ...rounds.flatMap((round, index) =>
        KINDS.map((kind) => [
          `${index + 1}`,
          NAMES[kind],
          seconds(round[kind].wallMs),
          seconds(round.bare.wallMs),
          round[kind].wallMs / round.bare.wallMs,
          round[kind].cpu.total,
          round.bare.cpuSeconds,
          round[kind].cpu.total / round.bare.cpuSeconds,
        ]),
      ),
      ...KINDS.map((kind) => [
        "median",
        NAMES[kind],
        seconds(median(rounds.map((round) => round[kind].wallMs))),
        seconds(median(rounds.map(({ bare }) => bare.wallMs))),
        median(wallRatios(kind)),
        median(rounds.map((round) => round[kind].cpu.total)),
        median(rounds.map(({ bare }) => bare.cpuSeconds)),
        median(cpuRatios(kind)),
      ]),
    ],
    limits: [
      { what: "job wall time / bare wall time", measured: median(wallRatios("normal")), unit: "", atMost: WALL_LIMIT },
      { what: "job CPU / bare CPU", measured: median(cpuRatios("normal")), unit: "", atMost: CPU_LIMIT },
    ],
  };
}

export function phaseTable(rounds: readonly Round[]): BenchTable {
  const jobs = rounds.map(({ normal }) => normal);
  const of = (measure: (job: MeasuredJob) => number) => seconds(median(jobs.map(measure)));
  const phases = jobs[0]?.phases ?? [];
  return {
    title: "Where a normal job's wall time goes, medians in s",
    columns: ["phase", "total", "ffprobe", "ffmpeg", "packager", "the service's own work", "hand-off to the next"],
    rows: [
      ["(POST until taken)", of(({ untilTakenMs }) => untilTakenMs), 0, 0, 0, 0, of((job) => job.untilTakenMs)],
      ...phases.map(({ phase }, index) => {
        const times = (job: MeasuredJob) => job.phases[index];
        const inside = (name: string) => of((job) => runningMs(job, index, name));
        return [
          phase,
          of((job) => times(job)?.totalMs ?? 0),
          inside("ffprobe"),
          inside("ffmpeg"),
          inside("packager"),
          of((job) => times(job)?.ownMs ?? 0),
          of((job) => times(job)?.handOffMs ?? 0),
        ];
      }),
      [
        "(bare run)",
        seconds(median(rounds.map(({ bare }) => bare.wallMs))),
        0,
        seconds(median(rounds.map(({ bare }) => bare.ffmpegMs))),
        seconds(median(rounds.map(({ bare }) => bare.packagerMs))),
        0,
        0,
      ],
    ],
    limits: [],
  };
}

/** How long a program ran in one phase: in those of its runs that began in it. */
function runningMs({ phases, children }: MeasuredJob, index: number, name: string): number {
  const span = phases[index];
  if (span === undefined) return 0;
  const began = ({ startedAtMs }: ChildRecord) => startedAtMs >= span.startedAtMs && startedAtMs < span.endedAtMs;
  const records = children.filter((child) => child.name === name && began(child));
  return coveredMs(records, ALWAYS);
}

export function cpuTable(rounds: readonly Round[]): BenchTable {
  const part = (name: string, kind: (typeof KINDS)[number], of: (cpu: MeasuredJob["cpu"]) => number) => [
    name,
    NAMES[kind],
    median(rounds.map((round) => of(round[kind].cpu))),
    median(rounds.map((round) => (100 * of(round[kind].cpu)) / round.bare.cpuSeconds)),
  ];
  return {
    title: "Where the CPU time goes, medians in s",
    columns: ["who", "job", "CPU", "% of the bare run's"],
    rows: [
      ...KINDS.flatMap((kind) => [
        part("ffmpeg, ffprobe, packager", kind, ({ ended }) => ended),
        part("the process of reelbus up", kind, ({ own }) => own),
        part("its NATS and PostgreSQL", kind, ({ living }) => living),
      ]),
    ],
    limits: [],
  };
}
