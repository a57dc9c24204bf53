import { childProcesses, makeTempFolder } from "@reelbus/testing";
import type { JobDescriptionInput } from "@reelbus/contracts";
import { basename, join } from "node:path";
import type { Bench, BenchLimit, BenchTable } from "./bench.ts";
import { deliveredTo } from "../support/event-folder.ts";
import { submit } from "../support/job.ts";
import { SERVICES, startServiceProcesses } from "../support/service-processes.ts";
import { startSystem } from "../support/system.ts";
import { benchFilm, FULL_FILM, SHORT_FILM } from "./measure/bench-film.ts";
import { followJob } from "./measure/follow-job.ts";
import { peakRssBytes, proportionalBytes, watchPeak } from "./measure/memory.ts";
import { jobWithPictures, makeJobFolders, type JobFolders } from "./measure/normal-job.ts";

const FILMS = { full: FULL_FILM, short: SHORT_FILM };
const SERVICE_LIMIT_MB = 150;
const SYSTEM_LIMIT_MB = 300;
const SERVERS_LIMIT_MB = 100;
// A production system's own level; debug entries would be made for the benchmark alone.
const ENVIRONMENT = { LOG_LEVEL: "info" };

const megabytes = (bytes: number) => Math.round(bytes / 100_000) / 10;

/** The most memory that the services take while a job runs; ffmpeg and the packager apart. */
export const memory: Bench = {
  name: "memory",
  run: async (size) => {
    const film = await benchFilm(FILMS[size]);
    return [await nineProcesses(film), await oneProcess(film)];
  },
};

async function nineProcesses(film: string): Promise<BenchTable> {
  await using processes = await startServiceProcesses(ENVIRONMENT);
  const peaks = () => SERVICES.map((service) => megabytes(peakRssBytes(processes.of(service).pid)));
  const atStart = peaks();
  const folders = await makeJobFolders(join(processes.folder, "job"), film);
  await runJob(processes.url, jobWithPictures(folders), folders);
  const atEnd = peaks();
  return {
    title: "Memory of nine processes during a job (peak RSS, children apart), in MB",
    columns: ["service", "until ready", "until the job's end"],
    rows: SERVICES.map((service, index) => [service, atStart[index] ?? 0, atEnd[index] ?? 0]),
    limits: SERVICES.map((service, index): BenchLimit => ({
      what: `memory of ${service}`,
      measured: atEnd[index] ?? 0,
      unit: "MB",
      atMost: SERVICE_LIMIT_MB,
    })),
  };
}

async function oneProcess(film: string): Promise<BenchTable> {
  await using folder = await makeTempFolder("bench-memory");
  await using system = await startSystem({
    dataDir: join(folder.path, "data"),
    allow: [folder.path],
    env: ENVIRONMENT,
  });
  const nats = childOf(system.pid, "nats-server");
  const postgres = childOf(system.pid, "postgres");
  const peakOfPostgres = watchPeak(() => proportionalBytes(postgres));
  const read = () => [peakRssBytes(system.pid), peakRssBytes(nats)].map(megabytes);
  const [systemAtStart = 0, natsAtStart = 0] = read();
  const postgresAtStart = megabytes(proportionalBytes(postgres));

  const folders = await makeJobFolders(join(folder.path, "job"), film);
  await runJob(system.url, jobWithPictures(folders), folders);
  const [systemAtEnd = 0, natsAtEnd = 0] = read();
  const postgresAtEnd = megabytes(peakOfPostgres.stop());
  return {
    title: "Memory of reelbus up during a job (ffmpeg and the packager apart), in MB",
    columns: ["process", "measured as", "until ready", "until the job's end"],
    rows: [
      ["reelbus up, all services", "peak RSS", systemAtStart, systemAtEnd],
      ["its nats-server", "peak RSS", natsAtStart, natsAtEnd],
      ["its PostgreSQL, all processes", "peak PSS", postgresAtStart, postgresAtEnd],
    ],
    limits: [
      { what: "memory of reelbus up", measured: systemAtEnd, unit: "MB", atMost: SYSTEM_LIMIT_MB },
      {
        what: "memory of its NATS and PostgreSQL",
        measured: megabytes((natsAtEnd + postgresAtEnd) * 1e6),
        unit: "MB",
        atMost: SERVERS_LIMIT_MB,
      },
    ],
  };
}

async function runJob(url: string, job: JobDescriptionInput, { events }: JobFolders): Promise<void> {
  const jobId = await submit(url, job);
  const last = (await followJob(url, jobId)).at(-1);
  if (last?.event.EventType !== "JobSuccess") throw new Error(`the job failed: ${JSON.stringify(last?.event)}`);
  await deliveredTo(events, jobId);
}

/** The process id of a direct child by its program's name. */
function childOf(pid: number, program: string): number {
  const child = childProcesses(pid).find(
    ({ parentPid, command }) => parentPid === pid && basename(command.split(" ")[0] ?? "") === program,
  );
  if (child === undefined) throw new Error(`${pid} has no child ${program}`);
  return child.pid;
}
