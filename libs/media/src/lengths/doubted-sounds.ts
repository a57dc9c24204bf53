import type { MediaMappingResult } from "@reelbus/contracts";
import type { DeliveredFile } from "../probe/delivered-file.ts";
import { toldSeconds } from "../probe/media-file.ts";

/** One sound track of a delivered file. */
export interface Sound {
  /** As customers know it. */
  readonly file: string;
  /** As the demuxer counts. */
  readonly track: number;
  /** How long it says it is, from the file's start to its end. */
  readonly toldSeconds: number;
}

export interface MeasuredSound extends Sound {
  /** What could be decoded, counted in the same way. */
  readonly measuredSeconds: number;
}

/** For so long a picture is held without asking. */
const HELD_UNASKED_SECONDS = 60;

/**
 * The sounds for which a picture would be held so long that their length is measured first: each second costs an encoding.
 *
 * @param files what was mapped
 * @returns each track once, of those that become one stream too
 */
export function doubtedSounds(
  { video, audio }: Pick<MediaMappingResult, "video" | "audio">,
  files: readonly DeliveredFile[],
): Sound[] {
  const pictureSeconds = video?.DurationInSeconds ?? 0;
  if (pictureSeconds === 0) return [];
  return files.flatMap((file) => {
    if (file.kind !== "media") return [];
    const used = new Set(audio.filter(({ File }) => File === file.path).flatMap(({ Tracks }) => Tracks));
    return file.media.tracks
      .filter(({ index }) => used.has(index))
      .map((track) => ({ file: file.path, track: track.index, toldSeconds: toldSeconds(file.media, track) }))
      .filter((sound) => sound.toldSeconds - pictureSeconds > HELD_UNASKED_SECONDS);
  });
}

/** The delivered files with the measured lengths in place of those that were told. */
export function withMeasuredSounds(files: readonly DeliveredFile[], sounds: readonly MeasuredSound[]): DeliveredFile[] {
  return files.map((file) => {
    if (file.kind !== "media") return file;
    const tracks = file.media.tracks.map((track) => {
      const sound = sounds.find((one) => one.file === file.path && one.track === track.index);
      return sound === undefined ? track : { ...track, durationSeconds: sound.measuredSeconds };
    });
    return { ...file, media: { ...file.media, tracks } };
  });
}
