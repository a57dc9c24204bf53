import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { filesBelow } from "../files-below.ts";
import { probeRendition, type ProbedRendition } from "./probe-rendition.ts";

/** A published folder as a validator sees it; plain data, so that a test can falsify it. */
export interface PublishedFolder {
  /** Bytes by path below the folder. */
  readonly sizes: ReadonlyMap<string, number>;
  /** The manifests, playlists and texts by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Video and sound, by the folder, for example `video/180p`. */
  readonly renditions: ReadonlyMap<string, ProbedRendition>;
  /** Initialisation segments by path. */
  readonly inits: ReadonlyMap<string, Buffer>;
  /** Pixels of the thumbnail sheets by path. */
  readonly sheets: ReadonlyMap<string, { readonly width: number; readonly height: number }>;
}

const TEXT = /\.(?:mpd|m3u8|vtt)$/u;

/** Reads and probes all that was published. */
export async function readPublishedFolder(folder: string): Promise<PublishedFolder> {
  const paths = await filesBelow(folder);
  const read = (path: string) => readFile(join(folder, path));
  const mapOf = async <T>(wanted: readonly string[], value: (path: string) => Promise<T>) =>
    new Map(await Promise.all(wanted.map(async (path): Promise<[string, T]> => [path, await value(path)])));
  const initPaths = paths.filter((path) => path.endsWith("/init.mp4"));
  const renditions = new Map<string, ProbedRendition>();
  for (const path of initPaths.filter((name) => /^(?:video|audio)\//u.test(name))) {
    renditions.set(dirname(path), await readRendition(join(folder, dirname(path))));
  }
  return {
    sizes: await mapOf(paths, async (path) => (await stat(join(folder, path))).size),
    texts: await mapOf(
      paths.filter((path) => TEXT.test(path)),
      async (path) => (await read(path)).toString("utf8"),
    ),
    renditions,
    inits: await mapOf(initPaths, read),
    sheets: await mapOf(
      paths.filter((path) => /^thumbnails\/.*\.jpg$/u.test(path)),
      async (path) => jpegSize(await read(path)),
    ),
  };
}

async function readRendition(folder: string): Promise<ProbedRendition> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".m4s"));
  const ordered = names.toSorted((one, other) => parseInt(one, 10) - parseInt(other, 10));
  const media = await Promise.all(ordered.map((name) => readFile(join(folder, name))));
  return probeRendition(await readFile(join(folder, "init.mp4")), media);
}

/** The size that a JPEG's frame header tells (ITU-T T.81, B.2.2). */
function jpegSize(bytes: Buffer): { width: number; height: number } {
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    const isFrameHeader = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrameHeader) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
  }
  throw new Error("no frame header in a JPEG");
}
