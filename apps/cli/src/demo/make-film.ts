import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const DURATION_SECONDS = 20;
const CUE_SECONDS = 4;
const TIMEOUT_MS = 120_000;

const SUBTITLES = {
  en: (second: number) => `This is second ${String(second)} of the film.`,
  de: (second: number) => `Das ist Sekunde ${String(second)} des Films.`,
} as const;

/**
 * Makes a 20 s film, 1280x720 at 25 frames/s with stereo sound, and English and German subtitles beside it.
 *
 * @throws Error when ffmpeg is missing or fails
 */
export async function makeFilm(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await promisify(execFile)("ffmpeg", filmArguments(join(folder, "film.mp4")), { timeout: TIMEOUT_MS });
  await writeFile(join(folder, "film-en.vtt"), `WEBVTT\n\n${cues(SUBTITLES.en, ".")}`);
  await writeFile(join(folder, "film-de.srt"), cues(SUBTITLES.de, ","));
}

function filmArguments(file: string): string[] {
  const seconds = String(DURATION_SECONDS);
  const picture = `testsrc2=size=1280x720:rate=25:duration=${seconds}`;
  const sound = `sine=frequency=330:beep_factor=4:duration=${seconds}`;
  return [
    ...["-nostdin", "-v", "error", "-y"],
    ...["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound],
    ...["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"],
    ...["-c:a", "aac", "-ac", "2", "-metadata:s:a:0", "language=eng", file],
  ];
}

/** Numbered cues of 4 s each; WebVTT writes the milliseconds after a dot, SubRip after a comma. */
function cues(text: (second: number) => string, separator: "." | ","): string {
  const starts = Array.from({ length: DURATION_SECONDS / CUE_SECONDS }, (_, index) => index * CUE_SECONDS);
  const time = (second: number) => `00:00:${String(second).padStart(2, "0")}${separator}000`;
  return starts
    .map((start, index) =>
      [String(index + 1), `${time(start)} --> ${time(start + CUE_SECONDS)}`, text(start), ""].join("\n"),
    )
    .join("\n");
}
