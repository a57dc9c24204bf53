import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { filesBelow } from "./files-below.ts";
import { runFfmpeg } from "./run-ffmpeg.ts";

/** What a job has published, in a form that two runs can be compared by. */
export interface Outputs {
  /** The path of every file, hidden ones too, sorted. */
  readonly paths: readonly string[];
  /** The text of manifests, playlists and subtitles, and a digest of each picture, by path. */
  readonly contents: Readonly<Record<string, string>>;
  /** Of each rung and audio rendition: how many frames it decodes to, and a digest of their hashes, times and sizes. */
  readonly streams: readonly string[];
}

/** Reads a published folder whose manifests are named `manifest`. */
export async function outputsOf(folder: string): Promise<Outputs> {
  const paths = await filesBelow(folder);
  const compared = paths.filter((path) => /\.(?:mpd|m3u8|vtt|jpg)$/u.test(path));
  const contents = compared.map(async (path) => [path, await contentOf(join(folder, path))] as const);
  return {
    paths,
    contents: Object.fromEntries(await Promise.all(contents)),
    streams: await decodedStreams(join(folder, "manifest.m3u8")),
  };
}

async function contentOf(file: string): Promise<string> {
  return file.endsWith(".jpg") ? digestOf(await readFile(file)) : readFile(file, "utf8");
}

/** Decodes all that a manifest names, through the manifest. */
async function decodedStreams(manifest: string): Promise<string[]> {
  const { stdout } = await runFfmpeg(
    [
      ...["-xerror", "-allowed_extensions", "ALL", "-i", manifest],
      ...["-map", "0:v", "-map", "0:a", "-fps_mode", "passthrough", "-f", "framemd5", "-"],
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  // A line a frame: the stream's number, times, size and hash.
  const frames = stdout.split("\n").filter((line) => /^\d/u.test(line));
  const byStream = Map.groupBy(frames, (line) => line.slice(0, line.indexOf(",")));
  return [...byStream].map(([stream, lines]) => `${stream}: ${lines.length} frames, ${digestOf(lines.join("\n"))}`);
}

function digestOf(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}
