import { findProgram, makeTempFolder } from "@reelbus/testing";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { readPicture, type PictureSeen } from "./picture-seen.ts";
import { runFfmpeg } from "./run-ffmpeg.ts";
import { readSound, type SoundHeard } from "./sound-heard.ts";

const run = promisify(execFile);
const TIMEOUT_MS = 120_000;

/** What a player would show and play of a manifest, decoded to its end. */
export interface PublishedMedia {
  /** What the manifest itself says: in HLS the segments of the picture, added up. */
  readonly durationSeconds: number;
  readonly pictures: readonly PictureSeen[];
  readonly sounds: readonly SoundHeard[];
}

interface ProbedStream {
  readonly index: number;
  readonly codec_type: string;
  readonly codec_name: string;
  readonly pix_fmt?: string;
  readonly channel_layout?: string;
  readonly width?: number;
  readonly height?: number;
  readonly sample_aspect_ratio?: string;
  readonly channels?: number;
  readonly tags?: { readonly language?: string };
}

/**
 * Decodes all picture and sound of a DASH or HLS manifest, with the times that it gives them.
 * @throws Error when the decoder complains of anything
 */
export async function decodePublished(manifest: string): Promise<PublishedMedia> {
  await using folder = await makeTempFolder("decoded");
  const input = manifest.endsWith(".m3u8") ? ["-allowed_extensions", "ALL", "-i", manifest] : ["-i", manifest];
  const streams = await probeManifest(input);
  const videos = streams.filter(({ codec_type }) => codec_type === "video");
  const audios = streams.filter(({ codec_type }) => codec_type === "audio");
  const at = (name: string) => join(folder.path, name);
  const outputs = [
    ...videos.flatMap(({ index }) => [
      ...["-map", `0:${index}`, "-fps_mode", "passthrough", "-vf", "format=rgb24,scale=2:2:flags=area"],
      ...["-f", "rawvideo", at(`${index}.rgb`)],
      ...["-map", `0:${index}`, "-fps_mode", "passthrough", "-c:v", "copy", "-f", "framecrc", at(`${index}.times`)],
    ]),
    ...audios.flatMap(({ index }) => [
      // Silence in front of a late start, so that a sample's number tells its time.
      ...["-map", `1:${index}`, "-af", "aresample=48000:async=1:first_pts=0", "-c:a", "pcm_f32le", "-f", "f32le"],
      at(`${index}.pcm`),
    ]),
  ];
  // ffmpeg leaves a DASH manifest when the first of the streams ends: so picture and sound are read each for itself.
  const args = ["-copyts", ...input, ...input, ...outputs];
  const { stderr } = await runFfmpeg(args);
  if (stderr !== "") throw new Error(`${manifest} does not decode: ${stderr.slice(0, 2000)}`);
  return {
    durationSeconds: await manifestSeconds(manifest),
    pictures: await Promise.all(
      videos.map(async ({ index, ...stream }) =>
        readPicture(stream, await readFile(at(`${index}.rgb`)), await readFile(at(`${index}.times`), "utf8")),
      ),
    ),
    sounds: await Promise.all(
      audios.map(async ({ index, ...stream }) => readSound(stream, await readFile(at(`${index}.pcm`)))),
    ),
  };
}

async function probeManifest(input: readonly string[]): Promise<readonly ProbedStream[]> {
  const asked = ["-v", "error", "-show_streams", "-of", "json"];
  const { stdout } = await run(findProgram("ffprobe"), [...asked, ...input], { timeout: TIMEOUT_MS });
  return (JSON.parse(stdout) as { streams: ProbedStream[] }).streams;
}

async function manifestSeconds(manifest: string): Promise<number> {
  const text = await readFile(manifest, "utf8");
  if (manifest.endsWith(".mpd")) return Number(/mediaPresentationDuration="PT([\d.]+)S"/u.exec(text)?.[1] ?? NaN);
  const variant = /^#EXT-X-STREAM-INF:.*\n(.+)$/mu.exec(text)?.[1] ?? "";
  const playlist = await readFile(join(dirname(manifest), variant), "utf8");
  return [...playlist.matchAll(/^#EXTINF:([\d.]+)/gmu)].reduce((sum, [, seconds]) => sum + Number(seconds), 0);
}
