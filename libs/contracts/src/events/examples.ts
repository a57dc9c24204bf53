import { separateSecrets } from "../job-description/secrets.ts";
import { jobDescriptionExample } from "../job-description/example.ts";
import { jobDescriptionSchema } from "../job-description/job-description.ts";
import { EVENT_SCHEMA_VERSION } from "./envelope.ts";
import type { EventDraft, LifecycleEvent } from "./lifecycle-event.ts";
import { PHASE_OF_EVENT, type EventType } from "./payloads.ts";
import type { PublisherTestEvent } from "./publisher-test.ts";

const description = jobDescriptionSchema.parse(jobDescriptionExample);

/** An example of each lifecycle event, all of one film. The first eleven are what one successful job could tell. */
export const eventExamples: Readonly<Record<EventType, LifecycleEvent>> = {
  JobCreated: event(1, 0, {
    type: "JobCreated",
    payload: { JobDescription: separateSecrets(description).redacted, MessagePublisherTypes: ["RabbitMq"] },
  }),
  AcquisitionProgress: event(2, 1.25, {
    type: "AcquisitionProgress",
    payload: { Progress: 100, BytesAcquired: 734_003_200, TotalBytes: 734_003_200 },
  }),
  ContentAcquired: event(3, 1.3, {
    type: "ContentAcquired",
    payload: { TotalFiles: 3, TotalFilesSizeInBytes: 734_003_200 },
  }),
  ContentMapped: event(4, 2.1, {
    type: "ContentMapped",
    payload: {
      VideoStream: {
        File: "film.mov",
        Track: 0,
        Codec: "prores",
        Width: 1920,
        Height: 1080,
        FrameRate: "25/1",
        DurationInSeconds: 5400.2,
        BitrateInKbps: 110_000,
        PixelFormat: "yuv422p10le",
        Rotation: 0,
        Interlaced: false,
      },
      AudioStreams: [
        {
          File: "film.mov",
          Tracks: [1],
          Codec: "pcm_s24le",
          Channels: 2,
          SampleRate: 48_000,
          Language: "en",
          Kind: "Main",
          DurationInSeconds: 5400.2,
        },
      ],
      SubtitleStreams: [{ File: "film-de.vtt", Track: null, Codec: "webvtt", Language: "de" }],
      CaptionStreams: [],
      IgnoredFiles: ["readme.txt"],
      Warnings: [],
    },
  }),
  ContentPreProcessed: event(5, 2.1, {
    type: "ContentPreProcessed",
    payload: {
      AudioLanguages: ["en"],
      SubtitleLanguages: ["de"],
      CaptionLanguages: [],
      VideoDurationInSeconds: 5400.2,
    },
  }),
  VideoEncodingStarted: event(6, 2.9, {
    type: "VideoEncodingStarted",
    payload: {
      VideoFormat: "H264",
      OptimizeFor: "Balance",
      Representations: [
        { Width: 1920, Height: 1080, BitrateInKbps: 4500 },
        { Width: 1280, Height: 720, BitrateInKbps: 2450 },
      ],
      Bitrates: [4500, 2450],
    },
  }),
  EncodingProgress: event(7, 3611.4, {
    type: "EncodingProgress",
    payload: { Progress: 100, Speed: 1.5, EstimatedSecondsLeft: 0 },
  }),
  EncodingFinished: event(8, 3620.8, {
    type: "EncodingFinished",
    payload: {
      Representations: [
        {
          Label: "hd",
          Type: "video",
          Format: "H264",
          Codecs: "avc1.640028",
          Width: 1920,
          Height: 1080,
          FrameRate: "25/1",
          Channels: null,
          AverageBitrateInKbps: 4410,
          PeakBitrateInKbps: 6120,
          Language: null,
          Protection: { Scheme: "cbcs", KeyId: "1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11" },
        },
        {
          Label: "audio",
          Type: "audio",
          Format: "AAC",
          Codecs: "mp4a.40.2",
          Width: null,
          Height: null,
          FrameRate: null,
          Channels: 2,
          AverageBitrateInKbps: 128,
          PeakBitrateInKbps: 141,
          Language: "en",
          Protection: { Scheme: "cbcs", KeyId: "1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11" },
        },
      ],
    },
  }),
  ImagesExtracted: event(9, 3655.2, {
    type: "ImagesExtracted",
    payload: {
      RelativePath: "images",
      Images: ["preview_1.jpg", "preview_2.jpg", "preview_3.jpg"],
      Thumbnails: {
        Files: ["thumbnails/1.jpg", "thumbnails/2.jpg"],
        Index: "thumbnails/thumbnails.vtt",
        Width: 384,
        Height: 216,
        Columns: 5,
        Rows: 5,
        IntervalInSeconds: 10,
      },
    },
  }),
  ContentPublished: event(10, 3672, {
    type: "ContentPublished",
    payload: { Type: "cmaf", Location: "file:///srv/out/film-42/", TotalFiles: 4083, TotalSizeInBytes: 4_860_213_104 },
  }),
  JobSuccess: event(11, 3672.1, {
    type: "JobSuccess",
    payload: {
      Output: { dash: "file:///srv/out/film-42/manifest.mpd", hls: "file:///srv/out/film-42/manifest.m3u8" },
      QueueWaitSeconds: 1.8,
      ProcessingSeconds: 3670.3,
      Warnings: [],
    },
  }),
  FinalError: event(4, 2.1, {
    type: "FinalError",
    payload: {
      ErrorCode: 2000,
      ErrorName: "EncodingError",
      Reason: "no-video",
      Message: "No file was mapped as the video. Check VideoStreamExpression against the file names: notes.txt",
      FailedPhase: "Media Mapping",
      Retryable: false,
    },
  }),
};

/** An example of what `POST /publishers/test` sends. */
export const publisherTestExample: PublisherTestEvent = {
  EventType: "PublisherTest",
  EventId: "019ab5c2-7f00-7000-8000-00000000000d",
  Sequence: 1,
  Timestamp: "2026-01-31T12:00:00.000Z",
  Phase: "Pre-Validation",
  SchemaVersion: EVENT_SCHEMA_VERSION,
  TraceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  JobId: "019ab5c2-7e10-7c4a-9b1e-3d5f60718294",
  TenantId: "default",
  ExternalId: null,
  ExternalType: null,
  ExternalProvider: null,
  UserData: null,
  Message: "A test of this publisher. It belongs to no job; consumers skip it.",
};

function event(sequence: number, seconds: number, { type, payload }: EventDraft): LifecycleEvent {
  return {
    EventType: type,
    EventId: `019ab5c2-7f00-7000-8000-${sequence.toString(16).padStart(12, "0")}`,
    Sequence: sequence,
    Timestamp: new Date(Date.UTC(2026, 0, 31, 12) + seconds * 1000).toISOString(),
    Phase: PHASE_OF_EVENT[type],
    SchemaVersion: EVENT_SCHEMA_VERSION,
    TraceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    JobId: "019ab5c2-7e10-7c4a-9b1e-3d5f60718293",
    TenantId: "default",
    ExternalId: description.ExternalId ?? null,
    ExternalType: description.ExternalType ?? null,
    ExternalProvider: description.ExternalProvider ?? null,
    UserData: description.UserData ?? null,
    ...payload,
  } as LifecycleEvent;
}
