import { makeTempFolder } from "@reelbus/testing";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runFfmpeg } from "./run-ffmpeg.ts";

/** The same bytes on every machine with the same ffmpeg. */
const REPEATABLE = ["-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"];

const H264_AAC = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"];

/** The containers with the codecs that are common in them. */
const KINDS = {
  mp4: H264_AAC,
  mkv: H264_AAC,
  ts: H264_AAC,
  webm: ["-c:v", "libvpx", "-b:v", "200k", "-c:a", "libvorbis"],
} as const;

export type TinyKind = keyof typeof KINDS;

export const TINY_KINDS = Object.keys(KINDS) as readonly TinyKind[];

const made = new Map<TinyKind, Promise<Uint8Array>>();

/** Half a second of 64x36 pixels with sound, as the bytes of a file; made once. Copy it, never change it. */
export function makeTinyMedia(kind: TinyKind): Promise<Uint8Array> {
  const bytes = made.get(kind) ?? make(kind);
  made.set(kind, bytes);
  return bytes;
}

async function make(kind: TinyKind): Promise<Uint8Array> {
  await using folder = await makeTempFolder("tiny-media");
  const file = join(folder.path, `tiny.${kind}`);
  const picture = "testsrc2=size=64x36:rate=25:duration=0.5";
  const tone = "aevalsrc=sin(440*2*PI*t)/8|sin(660*2*PI*t)/8:s=48000:d=0.5";
  await runFfmpeg([
    ...["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone],
    ...["-pix_fmt", "yuv420p", "-g", "5", ...KINDS[kind], ...REPEATABLE, file],
  ]);
  return await readFile(file);
}
