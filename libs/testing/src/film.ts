import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { filmArguments } from "./film-arguments.ts";
import { makeOnce, runFfmpeg } from "./made-media.ts";
import { makeSubtitles } from "./subtitles.ts";

/** One audio track: a steady tone. */
export interface FilmAudio {
  /** ISO 639-2 code (`eng`), the only kind that MP4 can hold; absent: no language is written. */
  language?: string;
  /** 1, 2 or 6. @default 2 */
  channels?: number;
  /** @default 'aac' */
  codec?: "aac" | "ac3" | "flac";
}

/** What a sample film is made of. */
export interface FilmOptions {
  /** @default 2 */
  durationSeconds?: number;
  /** Pixels, even. @default 320 */
  width?: number;
  /** Pixels, even. @default 180 */
  height?: number;
  /** @default 25 */
  frameRate?: number;
  /** @default one English stereo track */
  audio?: readonly FilmAudio[];
  /** Text tracks, one second a cue, by language (ISO 639-2). @default [] */
  subtitles?: readonly string[];
  /** @default 'mp4' */
  container?: "mp4" | "mkv" | "mov";
}

/**
 * Makes a film (a moving test picture in H.264) by ffmpeg, or takes the one that an earlier call with the same options
 * made in this test run.
 *
 * @returns the path of a file that tests share: read it, copy it, never change it
 */
export function makeFilm(options: FilmOptions = {}): Promise<string> {
  const film = { ...defaults, ...options };
  return makeOnce(film, film.container, async (output, folder) => {
    const subtitleFile = join(folder, "subtitles.srt");
    await writeFile(subtitleFile, makeSubtitles({ format: "srt", durationSeconds: Math.floor(film.durationSeconds) }));
    await runFfmpeg(filmArguments(film, subtitleFile, output), folder);
  });
}

const defaults: Required<FilmOptions> = {
  durationSeconds: 2,
  width: 320,
  height: 180,
  frameRate: 25,
  audio: [{ language: "eng" }],
  subtitles: [],
  container: "mp4",
};
