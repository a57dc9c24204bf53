import { makeFilm, makeSubtitles, type FilmOptions } from "@reelbus/testing";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Lays a small film and its subtitles into a folder, named as the convention wants them. */
export async function makeSource(folder: string, film: FilmOptions = {}): Promise<string> {
  await mkdir(folder, { recursive: true });
  const made = await makeFilm({ durationSeconds: 3, ...film });
  await copyFile(made, join(folder, "film.mp4"));
  await writeFile(join(folder, "film-en.vtt"), makeSubtitles({ format: "vtt", durationSeconds: 3 }));
  await writeFile(join(folder, "film-de.srt"), makeSubtitles({ format: "srt", durationSeconds: 3 }));
  return folder;
}
