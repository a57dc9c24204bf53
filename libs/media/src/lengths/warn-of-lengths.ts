import type { MediaMappingResult } from "@reelbus/contracts";
import type { LengthPlan } from "./plan-length.ts";

/** Shorter differences are nothing to look into. */
const WORTH_TELLING_SECONDS = 1;

/** Warns where a film's picture and sound are not equally long: often a file of another film, or another cut. */
export function warnOfLengths(
  { video, audio }: Pick<MediaMappingResult, "video" | "audio">,
  { filmSeconds, heldFrames, silenceUntilSeconds }: LengthPlan,
  warn: (warning: string) => void,
): void {
  const heldSeconds = heldFrames > 0 ? filmSeconds - (video?.DurationInSeconds ?? 0) : 0;
  if (video !== null && heldSeconds > WORTH_TELLING_SECONDS)
    warn(
      `The picture of ${video.File} ends ${lengthOf(heldSeconds)} before the sound: its last frame stays until then.`,
    );
  for (const [index, { File, Tracks, DurationInSeconds }] of audio.entries()) {
    const missingSeconds = (silenceUntilSeconds[index] ?? 0) - DurationInSeconds;
    if (DurationInSeconds > 0 && missingSeconds > WORTH_TELLING_SECONDS)
      warn(
        `The sound of ${File}, track ${Tracks.join("+")}, ends ${lengthOf(missingSeconds)} before the film: silence follows.`,
      );
  }
}

function lengthOf(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}
