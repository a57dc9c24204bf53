import type { AudioStream, MediaMappingResult, VideoStream } from "@reelbus/contracts";

/** The picture of a plain film, 640x360 at 25 frames a second, 10 s long. */
export function sampleVideo(details: Partial<VideoStream> = {}): VideoStream {
  return {
    File: "film.mp4",
    Track: 0,
    Codec: "h264",
    Width: 640,
    Height: 360,
    FrameRate: "25/1",
    DurationInSeconds: 10,
    BitrateInKbps: null,
    PixelFormat: "yuv420p",
    Rotation: 0,
    Interlaced: false,
    ...details,
  };
}

/** The sound of that film: English, stereo. */
export function sampleAudio(details: Partial<AudioStream> = {}): AudioStream {
  return {
    File: "film.mp4",
    Tracks: [1],
    Codec: "aac",
    Channels: 2,
    SampleRate: 48_000,
    Language: "en",
    Kind: "Main",
    DurationInSeconds: 10,
    ...details,
  };
}

/** What a delivery was mapped to: the streams that are given, as long as their video, else 10 s. */
export function sampleMapping(streams: Partial<MediaMappingResult>): MediaMappingResult {
  return {
    sourceFolder: "source",
    video: null,
    audio: [],
    subtitles: [],
    captions: [],
    ignoredFiles: [],
    warnings: [],
    durationSeconds: streams.video?.DurationInSeconds ?? 10,
    videoStartSeconds: 0,
    ...streams,
  };
}
