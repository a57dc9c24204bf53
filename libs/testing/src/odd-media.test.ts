import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { makeOddMedia, type OddMediaName } from "./odd-media.ts";

type Facts = Readonly<Record<string, unknown>>;

/** What makes each recipe odd, as ffprobe tells it of the streams. A recipe that lost it would prove nothing. */
const ODDITIES: Readonly<Record<OddMediaName, readonly Facts[]>> = {
  plain: [
    { codec_name: "h264", width: 160, height: 90, nb_frames: "40" },
    { codec_name: "aac", channels: 2 },
  ],
  "50 fps": [{ r_frame_rate: "50/1" }, {}],
  "29.97 fps": [{ r_frame_rate: "30000/1001" }, {}],
  "23.976 fps": [{ r_frame_rate: "24000/1001" }, {}],
  "variable frame rate": [{ avg_frame_rate: "3000/79", r_frame_rate: "50/1" }, {}],
  "odd dimensions": [{ width: 161, height: 91 }, {}],
  "anamorphic pixels": [{ width: 120, sample_aspect_ratio: "4:3" }, {}],
  interlaced: [{ field_order: "tt" }, {}],
  "rotated by 90 degrees": [{ width: 90, height: 160, side_data_list: [{ rotation: -90 }] }, {}],
  "rotated by 180 degrees": [{ width: 160, height: 90, side_data_list: [{ rotation: -180 }] }, {}],
  "rotated by 270 degrees": [{ width: 90, height: 160, side_data_list: [{ rotation: 90 }] }, {}],
  portrait: [{ width: 90, height: 160 }, {}],
  "two video tracks": [{ width: 80, disposition: { default: 1 } }, { width: 160, disposition: { default: 0 } }, {}],
  "cover picture": [{ codec_name: "h264" }, {}, { codec_name: "png", disposition: { attached_pic: 1 } }],
  "cover picture without a mark": [{ codec_name: "mjpeg", disposition: { attached_pic: 0 } }, {}, {}],
  "10-bit HEVC": [{ codec_name: "hevc", pix_fmt: "yuv420p10le" }, {}],
  ProRes: [{ codec_name: "prores" }, { codec_name: "pcm_s24le" }],
  "no audio": [{ codec_type: "video" }],
  mono: [{}, { channels: 1 }],
  "5.1": [{}, { codec_name: "ac3", channels: 6 }],
  "several languages": [
    {},
    { channels: 2, tags: { language: "eng" } },
    { channels: 2, tags: { language: "ger" } },
    { channels: 1, tags: { language: "fre" } },
  ],
  "8 mono tracks": [{}, ...Array.from({ length: 8 }, () => ({ codec_type: "audio", channels: 1 }))],
  "sound alone, 300 Hz": [{ codec_name: "aac", channels: 2, sample_rate: "48000" }],
  "sound alone, 400 Hz, mono": [{ codec_name: "pcm_s16le", channels: 1, sample_rate: "48000" }],
  "sound alone, 500 Hz, 44.1 kHz": [{ codec_name: "mp3", channels: 2, sample_rate: "44100" }],
  WebM: [{ codec_name: "vp8" }, { codec_name: "vorbis" }],
  "WebM without lengths, sound outlasts the picture": [{ codec_name: "vp8" }, { codec_name: "opus" }],
  "MKV with subtitles": [
    {},
    {},
    { codec_name: "subrip", tags: { language: "ger" } },
    { codec_name: "ass", tags: { language: "eng" } },
  ],
  // No frames are counted at its beginning, and the sound's encoder delay is not hidden by an edit list.
  "fragmented MP4": [{ duration: "1.600000" }, { start_time: "-0.021333" }],
  "MPEG-TS": [{ start_time: "5001.400000" }, {}],
  "MKV that does not start at 0": [{ start_time: "5.000000" }, {}],
  // All 40 frames are there, 35 are shown.
  "edit list": [{ nb_frames: "40", duration: "1.400000" }, {}],
  "data track": [{}, {}, { codec_type: "data" }],
  "audio longer than video": [{ duration: "1.200000" }, { duration: "2.400000" }],
  "video longer than audio": [{ duration: "2.400000" }, { duration: "1.200000" }],
  "audio that starts late": [{ start_time: "0.000000" }, { start_time: "0.329000" }],
  "half a second": [{ nb_frames: "13" }, { duration: "0.500000" }],
  "one frame": [{ nb_frames: "1" }, {}],
  "one frame, no audio": [{ tags: { DURATION: "00:00:00.040000000" } }],
  "one frame with two seconds of sound": [{ nb_frames: "1" }, { duration: "2.000000" }],
  "ten minutes of black": [{ nb_frames: "1200", duration: "600.000000" }],
  "three hours of black": [{ nb_frames: "21600", duration: "10800.000000" }],
};

for (const [name, expected] of Object.entries(ODDITIES))
  test(`${name} is as odd as it says`, async () => {
    const streams = streamsOf(await makeOddMedia(name as OddMediaName));
    assert.equal(streams.length, expected.length);
    for (const [index, facts] of expected.entries()) assert.partialDeepStrictEqual(streams[index], facts);
  });

function streamsOf(path: string): Facts[] {
  const output = execFileSync("ffprobe", ["-v", "error", "-show_streams", "-of", "json", path], { encoding: "utf8" });
  return (JSON.parse(output) as { streams: Facts[] }).streams;
}
