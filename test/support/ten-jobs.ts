import { submittedSchema, type JobDescriptionInput, type LifecycleEvent, type Phase } from "@reelbus/contracts";
import { childProcesses, isLiving, makeFilm, signalIfLiving, waitFor, type RunningProcess } from "@reelbus/testing";
import assert from "node:assert/strict";
import { join } from "node:path";
import { deliveredTo } from "./event-folder.ts";
import { assertPromises, historyOf, postJob, smallJob, untilEnded, view, WHOLE_HISTORY } from "./job.ts";
import { outputsOf, type Outputs } from "./outputs.ts";
import { serveFile, type FileServer } from "./slow-file-server.ts";
import { makeSource } from "./source-folder.ts";

/** Where a job's film comes from: a folder with subtitles beside it, or a web server. */
export type Film = "local" | "web";

/** A job that was posted. */
export interface PostedJob {
  readonly jobId: string;
  readonly film: Film;
  readonly published: string;
}

/** Two films that many jobs share, and what each becomes when nothing disturbs the job. */
export interface Films extends AsyncDisposable {
  /** Sends the first half of the web film at once, and the rest when it is released. */
  readonly server: FileServer;
  /** Posts jobs of these films, one after the other; each one again and again until it is answered. */
  post(url: string, films: readonly Film[]): Promise<PostedJob[]>;
  /** Runs a job of each film, undisturbed, and keeps what it publishes. */
  runUndisturbed(url: string): Promise<void>;
  /**
   * Waits until a job has ended, and asserts that it kept every promise: the whole history, delivered to its publisher as
   * the API shows it, and the outputs of the undisturbed run.
   */
  assertEndsRight(url: string, job: PostedJob): Promise<readonly LifecycleEvent[]>;
}

/** Long enough for ten jobs on a busy machine; a bound, not an expectation. */
const JOBS_TIMEOUT_MS = 180_000;
const ANSWER_TIMEOUT_MS = 60_000;

/** Makes the films below a folder that jobs may use. */
export async function makeFilms(folder: string): Promise<Films> {
  const size = { durationSeconds: 4, width: 320, height: 180 };
  const source = await makeSource(join(folder, "source"), size);
  const web = await makeFilm({ ...size, audio: [{ language: "eng" }, { language: "deu", channels: 1 }] });
  const server = await serveFile(web, { holdBack: true });
  const freeServer = await serveFile(web, { holdBack: false });
  const undisturbed = new Map<Film, Outputs>();
  let posted = 0;

  const eventsFolder = join(folder, "events");
  const jobFrom = (film: Film, name: string, { url }: FileServer): JobDescriptionInput =>
    smallJob(
      { source, published: join(folder, "published", name) },
      {
        ExternalId: name,
        IdempotencyKey: name,
        ...(film === "web" ? { ContentAcquisition: { Provider: "Http", UriPath: url } } : {}),
        ContentProcessing: {
          OutputFormat: ["Cmaf"],
          OptimizeFor: "Quality",
          SegmentDurationInSeconds: 2,
          VideoRepresentations: [
            { Height: 180, BitrateInKbps: 300 },
            { Height: 90, BitrateInKbps: 100 },
          ],
        },
        ImageExtraction: { Intervals: [50], Pattern: "preview_%.jpg" },
        Thumbnails: { Generate: true },
        MessagePublishers: [{ Type: "Files", UriPath: eventsFolder }],
      },
    );
  const post = async (url: string, film: Film, name: string, from: FileServer): Promise<PostedJob> => ({
    jobId: await submitAtLast(url, jobFrom(film, name, from)),
    film,
    published: join(folder, "published", name),
  });
  const assertHistory = async (url: string, { jobId }: PostedJob) => {
    const events = await untilEnded(url, jobId, JOBS_TIMEOUT_MS);
    assert.deepEqual(historyOf(events), WHOLE_HISTORY, JSON.stringify(events.at(-1)));
    assertPromises(events);
    assert.deepEqual([...(await deliveredTo(eventsFolder, jobId)).values()], events);
    return events;
  };
  return {
    server,
    post: async (url, films) => {
      const jobs: PostedJob[] = [];
      for (const film of films) jobs.push(await post(url, film, `job-${(posted += 1)}`, server));
      return jobs;
    },
    runUndisturbed: async (url) => {
      const jobs = (["local", "web"] as const).map((film) => post(url, film, `undisturbed-${film}`, freeServer));
      for (const job of await Promise.all(jobs)) {
        await assertHistory(url, job);
        undisturbed.set(job.film, await outputsOf(job.published));
      }
    },
    assertEndsRight: async (url, job) => {
      const events = await assertHistory(url, job);
      const [outputs, expected] = [await outputsOf(job.published), undisturbed.get(job.film)];
      assert.ok(expected, "no undisturbed run of this film");
      assert.deepEqual(outputs.streams, expected.streams);
      assert.deepEqual(outputs.paths, expected.paths);
      for (const path of Object.keys(expected.contents))
        assert.equal(outputs.contents[path], expected.contents[path], `${path} of ${job.published}`);
      return events;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([server, freeServer].map((one) => one[Symbol.asyncDispose]()));
    },
  };
}

/** Posts a job until somebody answers: its key makes one job of all that may have arrived. */
async function submitAtLast(url: string, job: JobDescriptionInput): Promise<string> {
  const answer = await waitFor(
    async () => {
      const response = await postJob(url, job);
      return { status: response.status, body: await response.json() };
    },
    { what: "an answer to a job", timeoutMs: ANSWER_TIMEOUT_MS },
  );
  assert.ok([200, 201].includes(answer.status), JSON.stringify(answer));
  return submittedSchema.parse(answer.body).JobId;
}

/** Whether a child of a process encodes at this very moment. */
export function isEncoding(pid: number): boolean {
  return encodersOf(pid).length > 0;
}

/**
 * Holds what encodes for a process still, so that what happens next finds the encoding unfinished however long it takes
 * to happen: only SIGKILL ends what is held.
 *
 * @returns whether anything is held; it isn't when nothing encodes, or all of it has ended meanwhile
 */
export function holdEncoding(pid: number): boolean {
  const held = encodersOf(pid);
  for (const encoder of held) signalIfLiving(encoder.pid, "SIGSTOP");
  return held.some((encoder) => isLiving(encoder.pid));
}

function encodersOf(pid: number): RunningProcess[] {
  return childProcesses(pid).filter(({ command }) => command.includes("ffmpeg") && command.includes("libx264"));
}

/** How many attempts of a phase these jobs took together. */
export async function attemptsIn(url: string, jobs: readonly PostedJob[], phase: Phase): Promise<number> {
  const views = await Promise.all(jobs.map(({ jobId }) => view(url, jobId)));
  const timings = views.flatMap(({ Phases }) => Phases.filter((timing) => timing.Phase === phase));
  return timings.reduce((sum, { Attempts }) => sum + Attempts, 0);
}
