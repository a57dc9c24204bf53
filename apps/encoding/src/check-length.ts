import { ReelbusError, type MediaMappingResult } from "@reelbus/contracts";

/** What containers tell of their length is often a little wrong. */
const TOLERATED_SECONDS = 1;
/** With more than this part of the film missing, the source is damaged, whatever ffmpeg made of it. */
const TOLERATED_PART = 0.1;
const TOLERATED_MISSING_SECONDS = 2;

/**
 * Compares the video that was made with what the source announced: ffmpeg encodes what it can read of a cut-off or
 * damaged file and calls it a success.
 * @param madeSeconds with the time for which the last frame is held
 * @returns a warning, or null.
 * @throws ReelbusError `unreadable-media` when more than a tenth is missing.
 */
export function checkLength(
  { video, durationSeconds }: Pick<MediaMappingResult, "video" | "durationSeconds">,
  madeSeconds: number,
): string | null {
  const missingSeconds = durationSeconds - madeSeconds;
  const announcedSeconds = video?.DurationInSeconds ?? 0;
  if (video === null || announcedSeconds === 0 || missingSeconds <= TOLERATED_SECONDS) return null;
  const found = `${video.File} announces ${announcedSeconds.toFixed(1)} s of video, but only ${Math.max(0, announcedSeconds - missingSeconds).toFixed(1)} s could be read.`;
  if (missingSeconds > TOLERATED_MISSING_SECONDS && missingSeconds > announcedSeconds * TOLERATED_PART) {
    throw new ReelbusError("unreadable-media", `${found} The file is damaged or incomplete: deliver it again.`);
  }
  return found;
}
