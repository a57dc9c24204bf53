import { ReelbusError, type AudioStream, type TextStream, type VideoStream } from "@reelbus/contracts";
import { formatFrameRate } from "../probe/frame-rate.ts";
import { toldSeconds, type AudioTrack, type TextTrack, type VideoTrack } from "../probe/media-file.ts";
import type { AudioCandidate } from "./audio-candidates.ts";
import type { ChosenVideo } from "./choose-video.ts";
import type { TextCandidate } from "./text-candidates.ts";

/** @throws ReelbusError `encrypted-media`, `unsupported-codec`, `unreadable-media` */
export function videoStream({ file, track }: ChosenVideo): VideoStream {
  const codec = decodableCodec(file.path, track);
  if (track.width === 0 || track.height === 0) throw withoutDetail(file.path, track, "the size of its picture");
  return {
    File: file.path,
    Track: track.index,
    Codec: codec,
    Width: track.width,
    Height: track.height,
    FrameRate: formatFrameRate(track.frameRate),
    DurationInSeconds: toldSeconds(file, track),
    BitrateInKbps: track.bitrateKbps,
    PixelFormat: track.pixelFormat,
    Rotation: track.rotation,
    Interlaced: track.interlaced,
  };
}

/** Several tracks become one stream with all their channels. @throws as `videoStream` */
export function audioStream({ file, tracks, kind, language }: AudioCandidate): AudioStream {
  const codecs = new Set(tracks.map((track) => decodableCodec(file.path, track)));
  const silent = tracks.find(({ channels }) => channels === 0);
  if (silent !== undefined) throw withoutDetail(file.path, silent, "the number of its channels");
  return {
    File: file.path,
    Tracks: tracks.map(({ index }) => index),
    Codec: [...codecs].join("+"),
    Channels: tracks.reduce((sum, { channels }) => sum + channels, 0),
    SampleRate: tracks[0]?.sampleRate ?? null,
    Language: language,
    Kind: kind,
    DurationInSeconds: Math.max(...tracks.map((track) => toldSeconds(file, track))),
  };
}

/** @throws ReelbusError `encrypted-media`, `not-supported-yet` */
export function textStream({ path, track, codec, language }: TextCandidate): TextStream {
  if (track?.encrypted === true) throw encrypted(path, track);
  if (codec === "ttml")
    throw new ReelbusError(
      "not-supported-yet",
      `${track === null ? path : `Track ${track.index} of ${path}`} is TTML, which is not supported yet. Deliver WebVTT or SRT.`,
    );
  return { File: path, Track: track?.index ?? null, Codec: codec, Language: language };
}

function decodableCodec(path: string, track: VideoTrack | AudioTrack): string {
  if (track.encrypted) throw encrypted(path, track);
  if (track.codec !== null) return track.codec;
  throw new ReelbusError(
    "unsupported-codec",
    `Track ${track.index} of ${path} (${track.kind}) is coded in a way that can't be decoded. Deliver it in another codec${track.kind === "audio" ? ", or choose the audio tracks by AudioMappings" : ""}.`,
  );
}

function encrypted(path: string, track: VideoTrack | AudioTrack | TextTrack): ReelbusError {
  return new ReelbusError(
    "encrypted-media",
    `Track ${track.index} of ${path} (${track.kind}) is encrypted. Deliver the file without encryption.`,
  );
}

function withoutDetail(path: string, track: VideoTrack | AudioTrack, missing: string): ReelbusError {
  return new ReelbusError(
    "unreadable-media",
    `Track ${track.index} of ${path} (${track.kind}) does not tell ${missing}. The file may be damaged; deliver it again.`,
  );
}
