import { makeSubtitles } from "@reelbus/testing";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runFfmpeg } from "./run-ffmpeg.ts";

/** How long the film is: no multiple of a segment. Its picture and its texts tell the time in whole seconds. */
export const CLOCK_SECONDS = 11.6;
const WHOLE_SECONDS = Math.ceil(CLOCK_SECONDS);
export const CLOCK_FRAME_RATE = 25;
/** The sounds begin here, together with a change of the picture. */
export const SOUND_BEGINS_AT_SECONDS = 1;

const DARKEST = 20;
const STEP = 18;
/** Each language's tone; they lie in different bands, so that a meter tells which one is heard. */
export const TONES_HZ = { en: 440, de: 2640 } as const;

/** Words that begin each cue, followed by the number of the second from 1. */
export const CUE_TEXTS = { en: "Second", de: "Sekunde" } as const;

/** The brightness (0 to 255) of the picture's left half in a second of the film. */
export function brightnessAt(seconds: number): number {
  return DARKEST + STEP * Math.floor(seconds);
}

/** Which second of the film has that brightness. */
export function secondOfBrightness(brightness: number): number {
  return Math.round((brightness - DARKEST) / STEP);
}

/**
 * Lays a film, 320x180, into a folder: the left half is a grey plate, brighter each second, the right one a
 * moving test picture; an English and a German tone, and texts in both languages.
 */
export async function makeClockSource(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const plates = Array.from({ length: WHOLE_SECONDS }, (_, second) => {
    const grey = brightnessAt(second).toString(16).padStart(2, "0").repeat(3);
    return `drawbox=x=0:y=0:w=iw/2:h=ih:color=0x${grey}:t=fill:enable='gte(t,${second})*lt(t,${second + 1})'`;
  });
  const picture = [`testsrc2=size=320x180:rate=${CLOCK_FRAME_RATE}:duration=${CLOCK_SECONDS}`, ...plates].join(",");
  const tones = Object.values(TONES_HZ).map((hertz) => {
    const tone = String.raw`sin(${hertz}*2*PI*t)/4*gte(t\,${SOUND_BEGINS_AT_SECONDS})`;
    return `aevalsrc=${tone}|${tone}:c=stereo:s=48000:d=${CLOCK_SECONDS}`;
  });
  const args = [
    ...[picture, ...tones].flatMap((source) => ["-f", "lavfi", "-i", source]),
    ...["-map", "0:v", "-map", "1:a", "-map", "2:a"],
    ...["-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=deu"],
    ...["-c:v", "libx264", "-preset", "ultrafast", "-crf", "16", "-pix_fmt", "yuv420p", "-c:a", "aac"],
    join(folder, "film.mp4"),
  ];
  await runFfmpeg(args);
  const text = (language: keyof typeof CUE_TEXTS, format: "vtt" | "srt") =>
    makeSubtitles({ format, durationSeconds: WHOLE_SECONDS, text: CUE_TEXTS[language] });
  await writeFile(join(folder, "film-en.vtt"), text("en", "vtt"));
  await writeFile(join(folder, "film-de.srt"), text("de", "srt"));
  return folder;
}
