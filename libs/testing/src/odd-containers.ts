import { AAC, H264, type MediaRecipe } from "./media-recipe.ts";
import { pictureInput, soundInput } from "./test-picture.ts";

const FILM = [...pictureInput(), ...soundInput([440, 440])];
const CUE = "00:00:00,500 --> 00:00:01,200";

/** What is odd about the container or the tracks beside picture and sound. */
export const oddContainers = {
  WebM: {
    extension: "webm",
    arguments: [...FILM, "-c:v", "libvpx", "-deadline", "realtime", "-b:v", "500k", "-c:a", "libvorbis"],
  },
  // As browsers record: how long it is, only its end tells.
  "WebM without lengths, sound outlasts the picture": {
    extension: "webm",
    arguments: [
      ...[...pictureInput({ seconds: 1.2 }), ...soundInput([440, 440])],
      ...["-c:v", "libvpx", "-deadline", "realtime", "-b:v", "500k", "-c:a", "libopus", "-live", "1"],
    ],
  },
  "MKV with subtitles": {
    extension: "mkv",
    texts: {
      "de.srt": `1\n${CUE}\nGrüße\n`,
      "en.srt": `1\n${CUE}\n{\\an8}Greetings\n`,
    },
    arguments: [
      ...[...FILM, "-i", "de.srt", "-i", "en.srt", "-map", "0", "-map", "1", "-map", "2", "-map", "3"],
      ...[...H264, ...AAC, "-c:s:0", "srt", "-c:s:1", "ass"],
      ...["-metadata:s:s:0", "language=ger", "-metadata:s:s:1", "language=eng"],
    ],
  },
  // As a recording of a broadcast: its clock runs since long.
  "MPEG-TS": {
    extension: "ts",
    arguments: [...FILM, ...H264, ...AAC, "-output_ts_offset", "5000", "-f", "mpegts"],
  },
  "MKV that does not start at 0": {
    extension: "mkv",
    arguments: [...FILM, ...H264, ...AAC, "-output_ts_offset", "5"],
  },
  "fragmented MP4": {
    extension: "mp4",
    arguments: [...FILM, ...H264, ...AAC, "-movflags", "+frag_keyframe+empty_moov+delay_moov"],
  },
  // Cut before 0.2 s without coding it again: the edit list hides what lies before the cut.
  "edit list": {
    extension: "mp4",
    before: { "whole.mp4": [...FILM, ...H264, ...AAC, "-g", "250"] },
    arguments: ["-ss", "0.2", "-i", "whole.mp4", "-map", "0", "-c", "copy"],
  },
  // A time code track is data.
  "data track": {
    extension: "mov",
    arguments: [...FILM, ...H264, ...AAC, "-timecode", "10:00:00:00"],
  },
} satisfies Record<string, MediaRecipe>;
