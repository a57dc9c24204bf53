import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { ReelbusError, type MediaMappingResult } from "@reelbus/contracts";
import { holdsMediaData, WORK_FOLDER, type FfmpegCommand, type Renditions } from "@reelbus/media";
import { runFfmpeg } from "@reelbus/processes";

/** One track of a source file. */
interface Track {
  readonly kind: "picture" | "sound";
  readonly file: string;
  readonly index: number;
}

export interface DecodingOptions {
  /** The attempt's folder. */
  readonly folder: string;
  sourcePath(file: string): string;
  readonly signal: AbortSignal;
}

/**
 * Refuses a source of which ffmpeg decoded nothing: that is a success for ffmpeg, which then writes a file without media.
 * @param folder that the renditions' files are relative to
 * @throws ReelbusError `unreadable-media`
 */
export async function requireMedia(renditions: Renditions, mapping: MediaMappingResult, folder: string): Promise<void> {
  for (const { file } of renditions.video) {
    const [track] = pictureOf(mapping);
    if (track !== undefined && !(await isMade(join(folder, file)))) throw nothingDecoded(track);
  }
  for (const { file, stream } of renditions.audio) {
    const [track] = soundsOf(mapping, stream);
    if (track !== undefined && !(await isMade(join(folder, file)))) throw nothingDecoded(track);
  }
}

/**
 * Why ffmpeg failed: `unreadable-media` when there is a mapped track of which it can't decode a single frame, else what was
 * thrown. Where the source is sound, trying again may help; where it is not, it never does.
 */
export async function explainFailure(
  thrown: unknown,
  mapping: MediaMappingResult,
  options: DecodingOptions,
): Promise<unknown> {
  if (!isEncodingFailure(thrown)) return thrown;
  const sounds = mapping.audio.flatMap((_, stream) => soundsOf(mapping, stream));
  for (const track of [...pictureOf(mapping), ...sounds])
    if (!(await isDecodable(track, options))) return nothingDecoded(track, thrown);
  return thrown;
}

function pictureOf({ video }: MediaMappingResult): Track[] {
  return video === null ? [] : [{ kind: "picture", file: video.File, index: video.Track }];
}

function soundsOf({ audio }: MediaMappingResult, stream: number): Track[] {
  const { File: file = "", Tracks = [] } = audio[stream] ?? {};
  return Tracks.map((index) => ({ kind: "sound", file, index }));
}

async function isMade(path: string): Promise<boolean> {
  await using file = await open(path);
  const { size } = await file.stat();
  return await holdsMediaData(async (offset, lengthBytes) => {
    const { buffer, bytesRead } = await file.read(new Uint8Array(lengthBytes), 0, lengthBytes, offset);
    return buffer.subarray(0, bytesRead);
  }, size);
}

/** Decodes one frame. */
async function isDecodable({ kind, file, index }: Track, options: DecodingOptions): Promise<boolean> {
  const decoded = `${WORK_FOLDER}/decoded-${index}.raw`;
  const command: FfmpegCommand = {
    inputs: [{ options: [], file: options.sourcePath(file) }],
    filterGraphs: [],
    outputs: [{ maps: [`0:${index}`], options: RAW_FRAME[kind], file: decoded }],
  };
  try {
    const failure = { reason: "unreadable-media", message: "Nothing can be decoded." } as const;
    await runFfmpeg(command, { signal: options.signal, cwd: options.folder, failure });
    return (await stat(join(options.folder, decoded))).size > 0;
  } catch (error) {
    // A check that was killed or fell silent says nothing of the source, and may be tried again.
    if (error instanceof ReelbusError && error.reason === "unreadable-media") return error.retryable;
    throw error;
  }
}

const RAW_FRAME = {
  picture: ["-frames:v", "1", "-f", "rawvideo"],
  sound: ["-frames:a", "1", "-f", "s16le"],
} as const;

function isEncodingFailure(thrown: unknown): boolean {
  return thrown instanceof ReelbusError && thrown.reason === "encoding-failed";
}

function nothingDecoded({ kind, file, index }: Track, cause?: unknown): ReelbusError {
  const message = `No ${kind} of track ${index} of ${file} could be decoded. The file is damaged: deliver it again.`;
  return new ReelbusError("unreadable-media", message, { cause });
}
