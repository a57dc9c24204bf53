import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeThrough } from "./probe-rendition.ts";

/** When the first frame that a decoder gives of a rendition is presented, from its first segment alone. */
export async function firstDecodedSeconds(rendition: string): Promise<number> {
  const args = ["-v", "error", "-show_entries", "frame=pts_time", "-of", "csv=p=0", "-i", "pipe:0"];
  const [first] = (await pipeThrough("ffprobe", args, await startOf(rendition))).split(/[,\n]/u);
  return Number(first);
}

/** When silence ends in a rendition of sound. */
export async function soundBeginsAtSeconds(rendition: string): Promise<number> {
  const filter = "silencedetect=noise=-30dB:d=0.3";
  const args = ["-nostats", "-i", "pipe:0", "-af", filter, "-f", "null", "-"];
  const found = /silence_end: ([\d.]+)/u.exec(await pipeThrough("ffmpeg", args, await startOf(rendition)));
  return Number(found?.[1]);
}

async function startOf(rendition: string): Promise<Buffer> {
  const names = ["init.mp4", "1.m4s"];
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(rendition, name)))));
}
