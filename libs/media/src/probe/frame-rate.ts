import type { FrameRate } from "./media-file.ts";

const SLOWEST: FrameRate = { numerator: 1, denominator: 1 };
const HIGHEST_FPS = 240;
const FALLBACK: FrameRate = { numerator: 25, denominator: 1 };

/** Rates in use, rising. */
const STANDARD: readonly FrameRate[] = [
  { numerator: 5, denominator: 1 },
  { numerator: 10, denominator: 1 },
  { numerator: 15, denominator: 1 },
  { numerator: 24000, denominator: 1001 },
  { numerator: 24, denominator: 1 },
  { numerator: 25, denominator: 1 },
  { numerator: 30000, denominator: 1001 },
  { numerator: 30, denominator: 1 },
  { numerator: 48, denominator: 1 },
  { numerator: 50, denominator: 1 },
  { numerator: 60000, denominator: 1001 },
  { numerator: 60, denominator: 1 },
  { numerator: 100, denominator: 1 },
  { numerator: 120000, denominator: 1001 },
  { numerator: 120, denominator: 1 },
];

/** Half of the 0.1 % between 24000/1001 and 24. */
const SAME_RATE = 0.0005;
const CLOSE = 0.01;

/** A frame rate as job results and manifests write it, for example `30000/1001`. */
export function formatFrameRate({ numerator, denominator }: FrameRate): string {
  return `${numerator}/${denominator}`;
}

/** The frame rate of a fraction that this library or the packager wrote: `30000/1001`, `12800/512`, `25`. */
export function parseFrameRate(fraction: string): FrameRate {
  const [numerator = NaN, denominator = 1] = fraction.split("/").map(Number);
  return lowestTerms({ numerator, denominator });
}

/** Frames per second as a number. */
export function framesPerSecond({ numerator, denominator }: FrameRate): number {
  return numerator / denominator;
}

/**
 * The constant rate that shows a track's frames best, from ffprobe's two guesses: `average` (frames by duration) and
 * `base` (the lowest rate that fits every time stamp). They agree for a constant rate. Otherwise `base` keeps every
 * frame where it is, unless it is a mere time base or counts fields: then the standard rate at or above the average is
 * taken. The result lies within 1 to 240 frames per second.
 */
export function chooseFrameRate(average: string | undefined, base: string | undefined): FrameRate {
  const averageRate = parseRate(average);
  const baseRate = parseRate(base);
  if (averageRate === null) return baseRate === null ? FALLBACK : toStandard(baseRate);
  if (baseRate === null) return atLeast(averageRate);

  const ratio = framesPerSecond(baseRate) / framesPerSecond(averageRate);
  const countsFieldsOrMultiple = ratio > 1.5 && Math.abs(ratio - Math.round(ratio)) < CLOSE;
  if (countsFieldsOrMultiple || ratio < 1 - CLOSE || ratio > 2) return atLeast(averageRate);
  return toStandard(baseRate);
}

/** The rate of `30000/1001`; null for none and for what is faster than any film. */
function parseRate(fraction: string | undefined): FrameRate | null {
  if (fraction === undefined || !/^\d+\/\d+$/u.test(fraction)) return null;
  const rate = parseFrameRate(fraction);
  const fps = framesPerSecond(rate);
  if (!(fps > 0 && fps <= HIGHEST_FPS)) return null;
  return fps < SLOWEST.numerator ? SLOWEST : rate;
}

function lowestTerms({ numerator, denominator }: FrameRate): FrameRate {
  let [a, b] = [numerator, denominator];
  while (b > 0) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
}

function toStandard(rate: FrameRate): FrameRate {
  return nearestStandard(rate, SAME_RATE) ?? rate;
}

function atLeast(rate: FrameRate): FrameRate {
  const above = STANDARD.find((standard) => framesPerSecond(standard) >= framesPerSecond(rate));
  return nearestStandard(rate, CLOSE) ?? above ?? rate;
}

function nearestStandard(rate: FrameRate, tolerance: number): FrameRate | null {
  let nearest: FrameRate | null = null;
  let smallest = tolerance;
  for (const standard of STANDARD) {
    const deviation = Math.abs(framesPerSecond(standard) / framesPerSecond(rate) - 1);
    if (deviation > smallest) continue;
    nearest = standard;
    smallest = deviation;
  }
  return nearest;
}
