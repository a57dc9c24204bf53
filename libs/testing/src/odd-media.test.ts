import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { makeOddMedia, type OddMediaName } from "./odd-media.ts";

type Facts = Readonly<Record<string, unknown>>;

/** What makes each recipe odd, as ffprobe tells it of the streams. A recipe that lost it would prove nothing. */
const ODDITIES: Partial<Record<OddMediaName, readonly Facts[]>> = {
  "variable frame rate": [{ avg_frame_rate: "3000/79", r_frame_rate: "50/1" }, {}],
  "odd dimensions": [{ width: 161, height: 91 }, {}],
  "anamorphic pixels": [{ width: 120, sample_aspect_ratio: "4:3" }, {}],
  interlaced: [{ field_order: "tt" }, {}],
  "rotated by 90 degrees": [{ width: 90, height: 160, side_data_list: [{ rotation: -90 }] }, {}],
  "cover picture": [{ codec_name: "h264" }, {}, { codec_name: "png", disposition: { attached_pic: 1 } }],
  "cover picture without a mark": [{ codec_name: "mjpeg", disposition: { attached_pic: 0 } }, {}, {}],
  "10-bit HEVC": [{ codec_name: "hevc", pix_fmt: "yuv420p10le" }, {}],
  "8 mono tracks": [{}, ...Array.from({ length: 8 }, () => ({ codec_type: "audio", channels: 1 }))],
  "MPEG-TS": [{ start_time: "5001.400000" }, {}],
  "MKV that does not start at 0": [{ start_time: "5.000000" }, {}],
  // All 40 frames are there, 35 are shown.
  "edit list": [{ nb_frames: "40", duration: "1.400000" }, {}],
  "data track": [{}, {}, { codec_type: "data" }],
  "audio longer than video": [{ duration: "1.200000" }, { duration: "2.400000" }],
  "one frame": [{ nb_frames: "1" }, {}],
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
