import type { FfmpegProgress } from "@reelbus/processes";

/** The share of the phase that ffmpeg takes; the rest is packaging and measuring. */
const ENCODING_PERCENT = 95;

/** How far the encoding is, as progress events tell it. */
export interface EncodingProgress {
  readonly percent: number;
  readonly details: { readonly speed: number | null; readonly estimatedSecondsLeft: number | null };
}

/** @param durationSeconds of the longest stream; 0 when unknown. */
export function encodingProgress(durationSeconds: number, { outTimeSeconds, speed }: FfmpegProgress): EncodingProgress {
  if (durationSeconds <= 0) return { percent: 0, details: { speed, estimatedSecondsLeft: null } };
  const doneSeconds = Math.min(outTimeSeconds, durationSeconds);
  const secondsLeft = speed === null || speed <= 0 ? null : (durationSeconds - doneSeconds) / speed;
  return {
    percent: (doneSeconds / durationSeconds) * ENCODING_PERCENT,
    details: { speed, estimatedSecondsLeft: secondsLeft === null ? null : Math.round(secondsLeft * 10) / 10 },
  };
}

/** ffmpeg is done. @param speed its last one */
export function encodedProgress(speed: number | null): EncodingProgress {
  return { percent: ENCODING_PERCENT, details: { speed, estimatedSecondsLeft: null } };
}

/** All is done. */
export function packagedProgress(speed: number | null): EncodingProgress {
  return { percent: 100, details: { speed, estimatedSecondsLeft: 0 } };
}
