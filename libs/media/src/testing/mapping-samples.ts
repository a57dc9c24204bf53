import { parseJobDescription, type MediaMappings } from "@reelbus/contracts";
import type { DeliveredFile } from "../probe/delivered-file.ts";
import type { AudioTrack, MediaFile, OtherTrack, TextTrack, Track, VideoTrack } from "../probe/media-file.ts";
import type { TextFormat } from "../probe/text-format.ts";

type Loose<T> = Partial<Omit<T, "kind" | "index">>;
type NewTrack = (index: number) => Track;

const BASE = { encrypted: false, language: null, durationSeconds: 60, bitrateKbps: null };

/** A track of moving pictures. */
export function video(details: Loose<VideoTrack> = {}): NewTrack {
  return (index) => ({
    ...BASE,
    kind: "video",
    index,
    codec: "h264",
    width: 1920,
    height: 1080,
    rotation: 0,
    frameRate: { numerator: 25, denominator: 1 },
    interlaced: false,
    pixelFormat: "yuv420p",
    startSeconds: 0,
    frameCount: null,
    ...details,
  });
}

/** A stereo track. */
export function audio(language: string | null = null, details: Loose<AudioTrack> = {}): NewTrack {
  return (index) => ({
    ...BASE,
    kind: "audio",
    index,
    codec: "aac",
    language,
    channels: 2,
    sampleRate: 48_000,
    descriptive: false,
    ...details,
  });
}

/** A text track. */
export function text(language: string | null = null, details: Loose<TextTrack> = {}): NewTrack {
  return (index) => ({ ...BASE, kind: "text", index, codec: "subrip", language, captions: false, ...details });
}

/** A data track. */
export function data(details: Loose<OtherTrack> = {}): NewTrack {
  return (index) => ({ ...BASE, kind: "other", index, codec: null, ...details });
}

/** A media file with these tracks, counted from 0. */
export function media(path: string, tracks: readonly NewTrack[], details: Partial<MediaFile> = {}): DeliveredFile {
  return {
    kind: "media",
    path,
    media: {
      path,
      containers: ["matroska", "webm"],
      durationSeconds: 60,
      bitrateKbps: null,
      tracks: tracks.map((newTrack, index) => newTrack(index)),
      ...details,
    },
  };
}

/** A side text. */
export function sideText(path: string, format: TextFormat | null = "webvtt"): DeliveredFile {
  return { kind: "text", path, format };
}

/** A file that was not read. */
export function unread(path: string): DeliveredFile {
  return { kind: "unread", path };
}

/** MediaMappings as a job description gives them, defaults filled in. */
export function mappings(given: Readonly<Record<string, unknown>>): MediaMappings {
  const parsed = parseJobDescription({
    ContentAcquisition: { Provider: "Local", UriPath: "/in" },
    MediaMappings: given,
    ContentProcessing: { OutputFormat: ["Cmaf"] },
    ContentPublishing: { Provider: "Local", UriPath: "/out" },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.description.MediaMappings;
}
