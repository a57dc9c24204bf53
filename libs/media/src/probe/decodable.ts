import type { MediaFile } from "./media-file.ts";

/**
 * The file with the codec unknown of each picture or sound that can't be decoded: it has a name, but there is no decoder.
 * @param codecs ffmpeg's names of those that can
 */
export function withDecodableCodecs(file: MediaFile, codecs: ReadonlySet<string>): MediaFile {
  const tracks = file.tracks.map((track) => {
    const needsDecoder = track.kind === "video" || track.kind === "audio";
    return needsDecoder && track.codec !== null && !codecs.has(track.codec) ? { ...track, codec: null } : track;
  });
  return { ...file, tracks };
}
