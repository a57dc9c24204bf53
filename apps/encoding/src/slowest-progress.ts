import type { FfmpegProgress } from "@reelbus/processes";

/** Where several encoders that run side by side are: where the slowest is. */
export interface SlowestProgress {
  /** Takes what one of them told; returns the slowest's. */
  add(encoder: number, progress: FfmpegProgress): FfmpegProgress;
  slowest(): FfmpegProgress;
}

const NOT_BEGUN: FfmpegProgress = { outTimeSeconds: 0, speed: null };

/** @param count how many encoders there are, at least 1; they are numbered from 0 */
export function slowestProgress(count: number): SlowestProgress {
  const latest = new Array<FfmpegProgress>(count).fill(NOT_BEGUN);
  const slowest = () => latest.reduce((one, other) => (other.outTimeSeconds < one.outTimeSeconds ? other : one));
  return {
    add: (encoder, progress) => {
      latest[encoder] = { ...progress, speed: progress.speed ?? latest[encoder]?.speed ?? null };
      return slowest();
    },
    slowest,
  };
}
