import { ReelbusError } from "@reelbus/contracts";
import { ffprobeOutputSchema, type FfprobeStream } from "./ffprobe-output.ts";
import { chooseFrameRate } from "./frame-rate.ts";
import type { EncryptedKinds } from "./iso-media.ts";
import type { MediaFile, Track } from "./media-file.ts";
import { pictureGeometry } from "./picture-geometry.ts";
import { fileTimes, trackTimes, type FileTimes } from "./track-times.ts";

/** How MP4 and MOV name an encrypted track. */
const ENCRYPTED_TAGS: ReadonlySet<string> = new Set(["encv", "enca", "enct", "encs", "drmi", "drms", "drmt"]);
const PROGRESSIVE_ORDERS: ReadonlySet<string> = new Set(["progressive", "unknown"]);
const NOTHING_ENCRYPTED: EncryptedKinds = { video: false, audio: false, text: false };

/**
 * The media file that ffprobe described.
 * @param path as customers know the file
 * @param output ffprobe's parsed JSON
 * @param encrypted kinds of tracks that the file itself marks as encrypted: ffprobe shows those tracks as if they were clear
 * @throws ReelbusError `unreadable-media`
 */
export function readMediaFile(path: string, output: unknown, encrypted: EncryptedKinds = NOTHING_ENCRYPTED): MediaFile {
  const parsed = ffprobeOutputSchema.safeParse(output);
  if (!parsed.success) throw unreadable(path, parsed.error);
  const { format, streams } = parsed.data;
  const times = fileTimes(format.format_name.split(","), format.duration, format.start_time, streams);
  return {
    path,
    containers: times.containers,
    durationSeconds: times.durationSeconds,
    bitrateKbps: kbps(format.bit_rate),
    tracks: streams.map((stream) => trackOf(stream, times, encrypted)),
  };
}

/** The error for a file that is damaged or no media file. */
export function unreadable(path: string, cause?: unknown): ReelbusError {
  return new ReelbusError(
    "unreadable-media",
    `${path} can't be read: it is damaged or no media file. Deliver it again.`,
    {
      cause,
    },
  );
}

function trackOf(stream: FfprobeStream, file: FileTimes, encrypted: EncryptedKinds): Track {
  const { disposition, tags } = stream;
  const { startSeconds, endSeconds } = trackTimes(stream, file);
  const marked = ENCRYPTED_TAGS.has(stream.codec_tag_string ?? "");
  const base = {
    index: stream.index,
    codec: codecOf(stream),
    encrypted: marked,
    language: tags.get("language") ?? null,
    durationSeconds: endSeconds,
    bitrateKbps: kbps(stream.bit_rate ?? Number(tags.get("bps"))),
  };
  switch (stream.codec_type) {
    case "video":
      if (isPicture(disposition)) return { ...base, kind: "other" };
      return {
        ...base,
        kind: "video",
        encrypted: marked || encrypted.video,
        ...pictureGeometry(stream),
        frameRate: chooseFrameRate(stream.avg_frame_rate, stream.r_frame_rate),
        interlaced: !PROGRESSIVE_ORDERS.has(stream.field_order ?? "unknown"),
        pixelFormat: stream.pix_fmt ?? null,
        startSeconds,
        frameCount: positive(stream.nb_frames),
      };
    case "audio":
      return {
        ...base,
        kind: "audio",
        encrypted: marked || encrypted.audio,
        channels: stream.channels ?? 0,
        sampleRate: positive(stream.sample_rate),
        descriptive: disposition["visual_impaired"] === 1 || disposition["descriptions"] === 1,
      };
    case "subtitle":
      return {
        ...base,
        kind: "text",
        encrypted: marked || encrypted.text,
        captions: disposition["hearing_impaired"] === 1 || disposition["captions"] === 1,
      };
    default:
      return { ...base, kind: "other" };
  }
}

function codecOf({ codec_name }: FfprobeStream): string | null {
  return codec_name === undefined || codec_name === "unknown" || codec_name === "none" ? null : codec_name;
}

function isPicture(disposition: Readonly<Record<string, number>>): boolean {
  return ["attached_pic", "timed_thumbnails", "still_image"].some((mark) => disposition[mark] === 1);
}

function positive(value: number | undefined): number | null {
  return value !== undefined && value > 0 ? value : null;
}

function kbps(bitsPerSecond: number | undefined): number | null {
  return bitsPerSecond !== undefined && bitsPerSecond > 0 ? Math.round(bitsPerSecond / 1000) : null;
}
