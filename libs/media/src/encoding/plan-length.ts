import type { MediaMappingResult } from "@reelbus/contracts";
import { framesPerSecond, parseFrameRate } from "../probe/frame-rate.ts";

/** How picture and sound are made equally long. */
export interface LengthPlan {
  /** How long the film lasts; 0 when unknown. */
  readonly filmSeconds: number;
  /** How many times the last frame is repeated, because sound goes on. */
  readonly heldFrames: number;
  /** By audio stream: the time up to which it is filled with silence; null when it is long enough. */
  readonly silenceUntilSeconds: readonly (number | null)[];
}

/** Sound is compared with this in a film without picture. */
const FRAMES_PER_SECOND_WITHOUT_PICTURE = 25;
/** What rounding may add to a whole number of frames. */
const ROUNDING_FRAMES = 0.01;

/**
 * The film lasts as long as its longest stream. A shorter picture holds its last frame, shorter sounds go on with silence.
 * Differences of up to a frame stay. Where the picture's length is unknown, nothing is added.
 */
export function planLength({ video, audio }: Pick<MediaMappingResult, "video" | "audio">): LengthPlan {
  const longestSoundSeconds = Math.max(0, ...audio.map(({ DurationInSeconds }) => DurationInSeconds));
  const fps = video === null ? FRAMES_PER_SECOND_WITHOUT_PICTURE : framesPerSecond(parseFrameRate(video.FrameRate));
  const pictureSeconds = video?.DurationInSeconds ?? longestSoundSeconds;
  if (pictureSeconds === 0)
    return { filmSeconds: longestSoundSeconds, heldFrames: 0, silenceUntilSeconds: audio.map(() => null) };

  const missingFrames = Math.ceil((longestSoundSeconds - pictureSeconds) * fps - ROUNDING_FRAMES);
  const heldFrames = missingFrames > 1 ? missingFrames : 0;
  const filmSeconds = pictureSeconds + heldFrames / fps;
  return {
    filmSeconds,
    heldFrames,
    silenceUntilSeconds: audio.map(({ DurationInSeconds }) =>
      (filmSeconds - DurationInSeconds) * fps > 1 + ROUNDING_FRAMES ? filmSeconds : null,
    ),
  };
}
