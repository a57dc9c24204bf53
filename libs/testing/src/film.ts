import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { filmArguments } from "./film-arguments.ts";
import { findProgram } from "./find-program.ts";
import { makeSubtitles } from "./subtitles.ts";
import { machineTempFolder, makeTempFolder } from "./temp-folder.ts";

const run = promisify(execFile);

/** The environment variable by which the test runner hands a folder for films to the test processes. */
export const filmFolderVariable = "REELBUS_TEST_FILM_FOLDER";

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

const made = new Map<string, Promise<string>>();
let processFolder: Promise<string> | undefined;

/**
 * Makes a film (a moving test picture in H.264) by ffmpeg, or takes the one that an earlier call with the same options
 * made in this test run.
 *
 * @returns the path of a file that tests share: read it, copy it, never change it
 */
export function makeFilm(options: FilmOptions = {}): Promise<string> {
  const film = { ...defaults, ...options };
  const key = createHash("sha256").update(JSON.stringify(film)).digest("hex").slice(0, 16);
  const file = made.get(key) ?? makeOnce(film, `${key}.${film.container}`);
  made.set(key, file);
  return file;
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

async function makeOnce(film: Required<FilmOptions>, name: string): Promise<string> {
  const folder = process.env[filmFolderVariable] ?? (await (processFolder ??= ownFolder()));
  const path = join(folder, name);
  if (await exists(path)) return path;
  await using workFolder = await makeTempFolder("film", folder);
  const unfinished = join(workFolder.path, name);
  const subtitleFile = join(workFolder.path, "subtitles.srt");
  await writeFile(subtitleFile, makeSubtitles({ format: "srt", durationSeconds: Math.floor(film.durationSeconds) }));
  await run(findProgram("ffmpeg"), filmArguments(film, subtitleFile, unfinished), { timeout: 120_000 });
  // Another process may make the same film at the same time; whichever comes last replaces an equal one.
  await rename(unfinished, path);
  return path;
}

async function ownFolder(): Promise<string> {
  return (await makeTempFolder("films", machineTempFolder)).path;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
