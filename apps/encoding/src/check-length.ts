import { ReelbusError, type VideoStream } from "@reelbus/contracts";

/** What containers tell of their length is often a little wrong. */
const TOLERATED_SECONDS = 1;
/** With more than this part of the film missing, the source is damaged, whatever ffmpeg made of it. */
const TOLERATED_PART = 0.1;
const TOLERATED_MISSING_SECONDS = 2;

/**
 * Compares the video that was made with what the source announced: ffmpeg encodes what it can read of a cut-off or
 * damaged file and calls it a success.
 * @returns a warning, or null.
 * @throws ReelbusError `unreadable-media` when more than a tenth is missing.
 */
export function checkLength(video: VideoStream, madeSeconds: number): string | null {
  const missingSeconds = video.DurationInSeconds - madeSeconds;
  if (missingSeconds <= TOLERATED_SECONDS) return null;
  const found = `${video.File} announces ${video.DurationInSeconds.toFixed(1)} s of video, but only ${madeSeconds.toFixed(1)} s could be read.`;
  if (missingSeconds > TOLERATED_MISSING_SECONDS && missingSeconds > video.DurationInSeconds * TOLERATED_PART) {
    throw new ReelbusError("unreadable-media", `${found} The file is damaged or incomplete.`);
  }
  return found;
}
