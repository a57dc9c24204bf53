import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  parseJobDescription,
  type AudioStream,
  type EncodingPlan,
  type EncodingResult,
  type MediaMappingResult,
  type TextStream,
  type VideoStream,
} from "@reelbus/contracts";
import { silentLogger } from "@reelbus/kit";
import { sampleAudio, sampleMapping, sampleVideo } from "@reelbus/media/testing";
import type { PhaseContext } from "@reelbus/phase-worker";
import { encode } from "../encode.ts";

const run = promisify(execFile);

/** Runs ffmpeg for a test; returns what it wrote on standard output. */
export async function ffmpeg(...args: string[]): Promise<string> {
  return (await run("ffmpeg", ["-nostdin", "-v", "error", "-y", ...args])).stdout;
}

/** What ffprobe tells, as CSV lines without section names. */
export async function ffprobe(file: string, ...args: string[]): Promise<string[]> {
  const { stdout } = await run("ffprobe", ["-v", "error", "-of", "csv=p=0", ...args, file]);
  return stdout.split("\n").filter((line) => line !== "");
}

/** The streams of a test's source; what is left out has the values of a plain film. */
export interface Streams {
  readonly video?: Partial<VideoStream>;
  readonly audio?: readonly Partial<AudioStream>[];
  readonly subtitles?: readonly TextStream[];
  readonly captions?: readonly TextStream[];
}

/** A workspace for one test, and the encoding phase in it. */
export interface Bench extends AsyncDisposable {
  /** The absolute path of a source file. */
  readonly source: (name: string) => string;
  /** Runs the phase; each run is an attempt of its own. */
  encode(streams: Streams, processing?: object, signal?: AbortSignal): Promise<Encoded>;
}

export interface Encoded {
  readonly result: EncodingResult;
  readonly plans: readonly EncodingPlan[];
  readonly percents: readonly number[];
  /** The absolute path of a file of the package. */
  readonly path: (name: string) => string;
}

const SECONDS = 3;

export async function openBench(): Promise<Bench> {
  const root = await mkdtemp(join(tmpdir(), "reelbus-encoding-"));
  await mkdir(join(root, "job/source"), { recursive: true });
  let attempts = 0;
  return {
    source: (name) => join(root, "job/source", name),
    async encode(streams, processing = {}, signal = new AbortController().signal) {
      attempts += 1;
      const relative = `job/encoding/${attempts}`;
      const path = join(root, relative);
      await mkdir(path, { recursive: true });
      const plans: EncodingPlan[] = [];
      const percents: number[] = [];
      const context = {
        description: describeJob(processing),
        input: { mapping: mappingOf(streams) },
        signal,
        folder: { path, relative },
        resolve: (name: string) => join(root, name),
        progress: (percent: number) => percents.push(percent),
        planned: (plan: EncodingPlan) => Promise.resolve(void plans.push(plan)),
        logger: silentLogger,
      } as unknown as PhaseContext<"Encoding">;
      const result = await encode(context);
      return { result, plans, percents, path: (name) => join(root, result.folder, name) };
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

function describeJob(processing: object) {
  const parsed = parseJobDescription({
    ContentAcquisition: { Provider: "Local", UriPath: "/film" },
    ContentPublishing: { Provider: "Local", UriPath: "/published" },
    ContentProcessing: { OutputFormat: ["Cmaf"], OptimizeFor: "Speed", SegmentDurationInSeconds: 2, ...processing },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return parsed.description;
}

function mappingOf({ video, audio = [], subtitles = [], captions = [] }: Streams): MediaMappingResult {
  const size = { Width: 320, Height: 180, DurationInSeconds: SECONDS };
  return sampleMapping({
    sourceFolder: "job/source",
    video: video === undefined ? null : sampleVideo({ ...size, ...video }),
    audio: audio.map((stream) => sampleAudio({ DurationInSeconds: SECONDS, ...stream })),
    subtitles: [...subtitles],
    captions: [...captions],
    durationSeconds: video?.DurationInSeconds ?? SECONDS,
  });
}
