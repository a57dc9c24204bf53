import {
  parseJobDescription,
  type Fact,
  type FactKind,
  type JobDescription,
  type Phase,
  type PhaseResult,
} from "@reelbus/contracts";
import { newJob } from "../new-job.ts";
import type { Job, JobState } from "../job-state.ts";

/** A description that was accepted: one `Files` publisher unless told otherwise. */
export function sampleDescription(changes: Record<string, unknown> = {}): JobDescription {
  const parsed = parseJobDescription({
    ExternalId: "film-42",
    ExternalType: "movie",
    ContentAcquisition: { Provider: "Local", UriPath: "/media/in" },
    ContentProcessing: { OutputFormat: ["Cmaf"] },
    ContentPublishing: { Provider: "Local", UriPath: "/media/out" },
    MessagePublishers: [{ Type: "Files", UriPath: "/media/events" }],
    UserData: { shelf: 7 },
    ...changes,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.description;
}

export const SAMPLE_TRACE_PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

export function sampleJob(changes: Partial<Job> = {}): Job {
  return {
    jobId: "01a20718-072c-7ec9-a437-de7abbc5ac34",
    tenantId: "default",
    traceParent: SAMPLE_TRACE_PARENT,
    description: sampleDescription(),
    ...changes,
  };
}

/** A submitted job, at the time 0. */
export function sampleState(changes: Partial<JobState> = {}): JobState {
  return { ...newJob(sampleJob(), 0), ...changes };
}

const representation = {
  Label: "sd" as const,
  Type: "video" as const,
  Format: "H264",
  Codecs: "avc1.64001e",
  Width: 416,
  Height: 234,
  FrameRate: "25/1",
  Channels: null,
  AverageBitrateInKbps: 310,
  PeakBitrateInKbps: 350,
  Language: null,
  Protection: null,
};

/** A result of each phase as a worker may report it. */
export const SAMPLE_RESULTS: { readonly [P in Phase]: PhaseResult<P> } = {
  "Pre-Validation": {},
  Acquisition: {
    folder: "job/acquisition/1.1",
    files: [
      { path: "film.mp4", sizeBytes: 700 },
      { path: "film_en.vtt", sizeBytes: 300 },
    ],
  },
  "Media Mapping": {
    sourceFolder: "job/acquisition/1.1",
    video: {
      File: "film.mp4",
      Track: 0,
      Codec: "h264",
      Width: 640,
      Height: 360,
      FrameRate: "25/1",
      DurationInSeconds: 20,
      BitrateInKbps: 800,
      PixelFormat: "yuv420p",
      Rotation: 0,
      Interlaced: false,
    },
    audio: [
      {
        File: "film.mp4",
        Tracks: [1],
        Codec: "aac",
        Channels: 2,
        SampleRate: 48_000,
        Language: "en",
        Kind: "Main",
        DurationInSeconds: 20,
      },
      {
        File: "film.mp4",
        Tracks: [2],
        Codec: "aac",
        Channels: 2,
        SampleRate: 48_000,
        Language: "en",
        Kind: "Descriptive",
        DurationInSeconds: 20,
      },
    ],
    subtitles: [{ File: "film_en.vtt", Track: null, Codec: "webvtt", Language: "en" }],
    captions: [],
    ignoredFiles: ["notes.txt"],
    warnings: ["notes.txt was ignored"],
    durationSeconds: 20,
    videoStartSeconds: 0,
  },
  Encoding: {
    folder: "job/encoding/1.1/package",
    images: null,
    plan: {
      videoFormat: "H264",
      optimizeFor: "Balance",
      representations: [{ Width: 416, Height: 234, BitrateInKbps: 320 }],
    },
    representations: [representation],
    manifests: { dash: "manifest.mpd", hls: "manifest.m3u8" },
    warnings: ["encoded with care"],
  },
  "Image Extraction": { folder: null, relativePath: "", images: [], thumbnails: null, warnings: [] },
  Publishing: {
    published: [{ type: "cmaf", location: "file:///media/out", totalFiles: 9, totalSizeBytes: 12_345 }],
    output: { dash: "file:///media/out/manifest.mpd", hls: "file:///media/out/manifest.m3u8" },
  },
};

/** A fact about the current attempt of a state, at the time `atMs`; `changes` make it another one's. */
export function sampleFact(
  state: Pick<JobState, "job" | "phase" | "attempt">,
  kind: FactKind,
  atMs: number,
  changes: Readonly<Record<string, unknown>> = {},
): Fact {
  const details: Record<string, unknown> = {
    Acquisition: { bytesAcquired: 10, totalBytes: 1000 },
    Encoding: { speed: 2, estimatedSecondsLeft: 5 },
  };
  const { phase } = state;
  const body = {
    started: {},
    heartbeat: {},
    planned: { plan: SAMPLE_RESULTS.Encoding.plan },
    progress: { percent: 1, details: details[phase] ?? {} },
    finished: { result: SAMPLE_RESULTS[phase] },
    failed: { failure: { reason: "internal", message: "It broke.", retryable: true, retryAfterMs: null } },
    released: {},
  }[kind];
  return {
    jobId: state.job.jobId,
    phase,
    attempt: state.attempt,
    delivery: 1,
    at: new Date(atMs).toISOString(),
    kind,
    ...body,
    ...changes,
  } as Fact;
}
