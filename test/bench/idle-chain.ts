import { makeTempFolder } from "@reelbus/testing";
import { join } from "node:path";
import type { Bench, BenchTable } from "./bench.ts";
import { benchFilm, ONE_SECOND_FILM } from "./measure/bench-film.ts";
import { coveredMs } from "./measure/child-records.ts";
import { median } from "./measure/statistics.ts";
import { startMeasuredSystem, type MeasuredJob } from "./measure/measured-system.ts";
import { jobWithPictures, makeJobFolders } from "./measure/normal-job.ts";

const JOBS = { full: 15, short: 2 };
const LIMIT_MS = 500;

/** What the chain itself takes: a job on an idle system, without the time inside ffprobe, ffmpeg and the packager. */
export const idleChain: Bench = {
  name: "idle-chain",
  run: async (size) => {
    await using folder = await makeTempFolder("bench-idle");
    const film = await benchFilm(ONE_SECOND_FILM);
    await using system = await startMeasuredSystem(folder.path);
    const jobs: MeasuredJob[] = [];
    for (let number = 1; number <= JOBS[size]; number++) {
      const folders = await makeJobFolders(join(folder.path, `job-${number}`), film);
      jobs.push(await system.run(jobWithPictures(folders), folders.events));
    }
    return [jobTable(jobs), phaseTable(jobs)];
  },
};

function jobTable(jobs: readonly MeasuredJob[]): BenchTable {
  const times = jobs.map((job) => {
    const childrenMs = coveredMs(job.children, { fromMs: -Infinity, toMs: Infinity });
    return { wallMs: job.wallMs, childrenMs, chainMs: job.wallMs - childrenMs };
  });
  const chainMs = times.map((time) => time.chainMs);
  const summary = [
    ["first", times.slice(0, 1)],
    ["median", times],
  ] as const;
  return {
    title: "Idle chain: submit to JobSuccess of a 1 s clip, one job at a time, in ms",
    columns: ["job", "wall", "inside ffprobe, ffmpeg, packager", "chain"],
    rows: [
      ...summary.map(([name, of]) => [
        name,
        median(of.map(({ wallMs }) => wallMs)),
        median(of.map(({ childrenMs }) => childrenMs)),
        median(of.map((time) => time.chainMs)),
      ]),
      ["slowest", Math.max(...times.map(({ wallMs }) => wallMs)), "", Math.max(...chainMs)],
    ],
    limits: [{ what: "idle chain, median", measured: median(chainMs), unit: "ms", atMost: LIMIT_MS }],
  };
}

function phaseTable(jobs: readonly MeasuredJob[]): BenchTable {
  const phases = jobs[0]?.phases.map(({ phase }) => phase) ?? [];
  return {
    title: "Idle chain by phase, medians in ms",
    columns: ["phase", "inside children", "the service's own work", "hand-off to the next"],
    rows: [
      ["(POST until taken)", 0, 0, median(jobs.map(({ untilTakenMs }) => untilTakenMs))],
      ...phases.map((phase, index) => {
        const times = jobs.flatMap((job) => job.phases[index] ?? []);
        return [
          phase,
          median(times.map(({ childrenMs }) => childrenMs)),
          median(times.map(({ ownMs }) => ownMs)),
          median(times.map(({ handOffMs }) => handOffMs)),
        ];
      }),
    ],
    limits: [],
  };
}
