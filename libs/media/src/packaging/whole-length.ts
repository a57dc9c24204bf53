import { framesPerSecond, parseFrameRate } from "../probe/frame-rate.ts";
import { readMpd } from "./read-mpd.ts";

const LENGTH = /(?<=\smediaPresentationDuration=")PT([\d.]+)S(?=")/u;

const ROUNDING_FRAMES = 1e-6;
/** Text comes in whole segments, however short the film. */
const TEXT_CODEC = "wvtt";

/**
 * The packager takes a presentation's length from its picture, and players leave out what lies behind it. So where sound
 * goes on for more than a frame (the source did not tell, so the picture could not be held), the sound's end is taken.
 *
 * @param mpd as the packager wrote it
 */
export function withWholeLength(mpd: string): string {
  const representations = readMpd(mpd).filter(({ codecs }) => codecs !== TEXT_CODEC);
  const lengths = representations.map(({ segments }) =>
    segments.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0),
  );
  const fps = Math.min(
    ...representations.map(({ frameRate }) =>
      frameRate === null ? Infinity : framesPerSecond(parseFrameRate(frameRate)),
    ),
  );
  const longestSeconds = Math.max(0, ...lengths);
  const told = Number(LENGTH.exec(mpd)?.[1] ?? Infinity);
  return (longestSeconds - told) * fps > 1 + ROUNDING_FRAMES
    ? mpd.replace(LENGTH, `PT${longestSeconds.toFixed(6)}S`)
    : mpd;
}
