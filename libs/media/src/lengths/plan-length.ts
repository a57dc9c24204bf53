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

/** Audio coders put up to this much in front of the sound and behind it, and containers count it. */
const TOLERATED_SECONDS = 0.1;
const FRAMES_PER_SECOND_WITHOUT_PICTURE = 25;
/** What rounding may add to a whole number of frames. */
const ROUNDING_FRAMES = 0.01;

/**
 * The film lasts as long as its longest stream. A shorter picture holds its last frame; shorter sounds go on with silence.
 * Differences of up to a tenth of a second, or a frame, stay. Where the picture's length is unknown, nothing is added.
 */
export function planLength({ video, audio }: Pick<MediaMappingResult, "video" | "audio">): LengthPlan {
  const longestSoundSeconds = Math.max(0, ...audio.map(({ DurationInSeconds }) => DurationInSeconds));
  const pictureSeconds = video?.DurationInSeconds ?? longestSoundSeconds;
  const fps = video === null ? FRAMES_PER_SECOND_WITHOUT_PICTURE : framesPerSecond(parseFrameRate(video.FrameRate));
  const missingFrames = (seconds: number, of: number) => {
    const frames = (of - seconds) * fps - ROUNDING_FRAMES;
    return frames > Math.max(1, TOLERATED_SECONDS * fps) ? Math.ceil(frames) : 0;
  };
  if (pictureSeconds === 0)
    return { filmSeconds: longestSoundSeconds, heldFrames: 0, silenceUntilSeconds: audio.map(() => null) };

  const heldFrames = missingFrames(pictureSeconds, longestSoundSeconds);
  const filmSeconds = Number((pictureSeconds + heldFrames / fps).toFixed(6));
  return {
    filmSeconds,
    heldFrames,
    silenceUntilSeconds: audio.map(({ DurationInSeconds }) =>
      missingFrames(DurationInSeconds, filmSeconds) > 0 ? filmSeconds : null,
    ),
  };
}
