import type { FfprobeStream } from "./ffprobe-output.ts";

/** What a file tells of its time. */
export interface FileTimes {
  readonly containers: readonly string[];
  /** When its earliest track starts; need not be 0. */
  readonly startSeconds: number;
  /** From its start to its end; null when it is not told. */
  readonly durationSeconds: number | null;
}

/** When a track is shown, counted from its file's start. */
export interface TrackTimes {
  readonly startSeconds: number;
  /** null when it is not told. */
  readonly endSeconds: number | null;
}

/** A packet of these holds several frames, and the last one's time is all that is told. */
const COARSE_CONTAINERS: ReadonlySet<string> = new Set(["mpegts", "mpeg"]);
const COARSE_SECONDS = 0.5;

/** What a file tells of its time. @param duration, startTime ffprobe's, of the whole file */
export function fileTimes(
  containers: readonly string[],
  duration: number | undefined,
  startTime: number | undefined,
  streams: readonly FfprobeStream[],
): FileTimes {
  const startSeconds = startTime ?? 0;
  // ffmpeg writes Matroska's duration from time 0, mkvmerge from the first frame.
  const fromZero = containers.includes("matroska") && !streams.some(isMkvmerges);
  const durationSeconds = positive(rounded((duration ?? 0) - (fromZero ? startSeconds : 0)));
  return { containers, startSeconds, durationSeconds };
}

/**
 * When a track of the file is shown; without a duration of its own, until the file ends. None is shown longer than its file:
 * one that says so has a tag left over from another cut, and would have hours added to a clip.
 */
export function trackTimes(stream: FfprobeStream, file: FileTimes): TrackTimes {
  const startSeconds = rounded(Math.max(0, (stream.start_time ?? file.startSeconds) - file.startSeconds));
  const endSeconds = ownEnd(stream, startSeconds, file.startSeconds);
  if (endSeconds === null) return { startSeconds, endSeconds: file.durationSeconds };
  const isCoarse = file.containers.some((container) => COARSE_CONTAINERS.has(container));
  const missing = (file.durationSeconds ?? 0) - endSeconds;
  const told = isCoarse && missing < COARSE_SECONDS ? endSeconds + missing : endSeconds;
  return { startSeconds, endSeconds: rounded(Math.min(told, file.durationSeconds ?? told)) };
}

function ownEnd(stream: FfprobeStream, startSeconds: number, fileStartSeconds: number): number | null {
  if (stream.duration !== undefined && stream.duration > 0) return startSeconds + stream.duration;
  const tagged = clockSeconds(stream.tags.get("duration"));
  if (tagged === null) return null;
  return isMkvmerges(stream) ? startSeconds + tagged : positive(tagged - fileStartSeconds);
}

function isMkvmerges({ tags }: FfprobeStream): boolean {
  return tags.has("_statistics_tags");
}

/** Seconds of Matroska's `00:01:02.500000000`. */
function clockSeconds(clock: string | undefined): number | null {
  const [, hours, minutes, seconds] = /^(\d+):(\d{2}):(\d{2}(?:\.\d+)?)$/u.exec(clock ?? "") ?? [];
  return positive(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}

function positive(value: number): number | null {
  return value > 0 ? value : null;
}

/** To the microseconds that ffprobe tells. */
function rounded(seconds: number): number {
  return Number(seconds.toFixed(6));
}
