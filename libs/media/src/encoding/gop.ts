import { framesPerSecond, parseFrameRate } from "../probe/frame-rate.ts";

/** Long GOPs code better, short ones seek faster; players and packagers expect about this much. */
const LONGEST_GOP_SECONDS = 2;

/** How often key frames come. */
export interface Gop {
  /** ffmpeg's expression for `-force_key_frames`. */
  readonly forceKeyFrames: string;
  /** The most frames that one GOP holds. */
  readonly maxFrames: number;
}

/**
 * Key frames at equal times that divide the segment duration, at most 2 s apart. They are placed by time, because
 * a GOP of 29.97 frames a second can't be a whole number of frames; every rung has the same frames, so the key
 * frames of all rungs are the same ones.
 *
 * @param frameRate frames per second as a fraction, for example `30000/1001`.
 */
export function planGop(segmentSeconds: number, frameRate: string): Gop {
  const gopsPerSegment = Math.ceil(segmentSeconds / LONGEST_GOP_SECONDS);
  const gopFrames = (segmentSeconds / gopsPerSegment) * framesPerSecond(parseFrameRate(frameRate));
  const interval = gopsPerSegment === 1 ? `${segmentSeconds}` : `${segmentSeconds}/${gopsPerSegment}`;
  return {
    forceKeyFrames: `expr:gte(t,n_forced*${interval})`,
    maxFrames: Math.max(1, Math.ceil(gopFrames - 1e-6)),
  };
}
