import { access, mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../../support/command-line.ts";
import { runFfmpeg } from "../../support/run-ffmpeg.ts";

const TIMEOUT_MS = 60 * 60_000;

export interface BenchFilm {
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
}

/** The film that the promises are about. */
export const FULL_FILM: BenchFilm = { width: 1920, height: 1080, seconds: 60 };
export const SHORT_FILM: BenchFilm = { width: 320, height: 180, seconds: 2 };
export const ONE_SECOND_FILM: BenchFilm = { width: 320, height: 180, seconds: 1 };

/**
 * A film of 25 frames a second with stereo sound: a flight into the Mandelbrot set, whose detail and motion cost an
 * encoder and a decoder about what a real film does, encoded by x264 as films are delivered (medium, CRF 20). It is made
 * once, which takes minutes at full size, and kept in `.cache/bench`.
 *
 * @returns its path; read it, never change it
 */
export async function benchFilm({ width, height, seconds }: BenchFilm): Promise<string> {
  const folder = join(checkout, ".cache", "bench");
  const path = join(folder, `mandelbrot-${width}x${height}-${seconds}s.mp4`);
  if (await exists(path)) return path;
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `.${process.pid}-${width}x${height}-${seconds}s.mp4`);
  const picture = `mandelbrot=size=${width}x${height}:rate=25:end_pts=${seconds * 25}`;
  const sound = `aevalsrc=exprs=sin(440*PI*t)/8+random(0)/16|sin(660*PI*t)/8+random(1)/16:s=48000`;
  await runFfmpeg(
    [
      ...["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound],
      ...["-t", `${seconds}`, "-c:v", "libx264", "-preset", "medium", "-crf", "20", "-pix_fmt", "yuv420p"],
      ...["-c:a", "aac", "-b:a", "192k", unfinished],
    ],
    { timeoutMs: TIMEOUT_MS },
  );
  await rename(unfinished, path);
  return path;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
