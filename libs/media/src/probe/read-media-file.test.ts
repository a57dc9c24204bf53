import assert from "node:assert/strict";
import { test } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import type { Track } from "./media-file.ts";
import { readMediaFile } from "./read-media-file.ts";

const FORMAT = { format_name: "mov,mp4,m4a", duration: "12.500000", start_time: "0.021000", bit_rate: "800400" };

function readTrack(
  stream: Readonly<Record<string, unknown>>,
  format: Readonly<Record<string, unknown>> = FORMAT,
): Track {
  const [track] = readMediaFile("film.mp4", { format, streams: [{ index: 0, ...stream }] }).tracks;
  assert(track !== undefined);
  return track;
}

const VIDEO = { codec_type: "video", codec_name: "h264", width: 1920, height: 1080 };

test("a film with everything told", () => {
  const file = readMediaFile("a/film.mp4", {
    format: FORMAT,
    streams: [
      {
        index: 0,
        codec_name: "h264",
        codec_type: "video",
        codec_tag_string: "avc1",
        width: 1920,
        height: 1080,
        sample_aspect_ratio: "1:1",
        pix_fmt: "yuv420p",
        field_order: "progressive",
        r_frame_rate: "30000/1001",
        avg_frame_rate: "30000/1001",
        start_time: "0.000000",
        duration: "12.480000",
        nb_frames: "374",
        bit_rate: "700000",
        disposition: { default: 1, attached_pic: 0 },
        tags: { language: "und" },
      },
      {
        index: 1,
        codec_name: "aac",
        codec_type: "audio",
        codec_tag_string: "mp4a",
        sample_rate: "48000",
        channels: 6,
        channel_layout: "5.1",
        duration: "12.500000",
        bit_rate: "96400",
        disposition: { visual_impaired: 1 },
        tags: { LANGUAGE: "deu" },
      },
      {
        index: 2,
        codec_name: "mov_text",
        codec_type: "subtitle",
        disposition: { hearing_impaired: 1 },
        tags: { language: "eng" },
      },
      { index: 3, codec_type: "data", codec_tag_string: "tmcd" },
    ],
  });
  const none = { encrypted: false, bitrateKbps: null };
  assert.deepEqual(file, {
    path: "a/film.mp4",
    containers: ["mov", "mp4", "m4a"],
    durationSeconds: 12.5,
    bitrateKbps: 800,
    tracks: [
      {
        ...none,
        kind: "video",
        index: 0,
        codec: "h264",
        language: "und",
        durationSeconds: 12.48,
        bitrateKbps: 700,
        width: 1920,
        height: 1080,
        rotation: 0,
        frameRate: { numerator: 30000, denominator: 1001 },
        interlaced: false,
        pixelFormat: "yuv420p",
        startSeconds: 0,
        frameCount: 374,
      },
      {
        ...none,
        kind: "audio",
        index: 1,
        codec: "aac",
        language: "deu",
        durationSeconds: 12.5,
        bitrateKbps: 96,
        channels: 6,
        sampleRate: 48000,
        descriptive: true,
      },
      { ...none, kind: "text", index: 2, codec: "mov_text", language: "eng", durationSeconds: 12.5, captions: true },
      { ...none, kind: "other", index: 3, codec: null, language: null, durationSeconds: 12.5 },
    ],
  });
});

test("missing and odd fields are tolerated", () => {
  const file = readMediaFile("film.ts", {
    format: { format_name: "mpegts", duration: "N/A", bit_rate: {} },
    streams: [
      { index: 0, codec_type: "video", width: "wide", disposition: null, tags: 7, side_data_list: "none" },
      { index: 1, codec_type: "audio" },
      { index: 2 },
    ],
  });
  assert.equal(file.durationSeconds, null);
  assert.equal(file.bitrateKbps, null);
  assert.partialDeepStrictEqual(file.tracks, [
    {
      kind: "video",
      codec: null,
      width: 0,
      height: 0,
      frameRate: { numerator: 25, denominator: 1 },
      interlaced: false,
    },
    { kind: "audio", codec: null, channels: 0, sampleRate: null, descriptive: false },
    { kind: "other" },
  ]);
});

for (const output of [undefined, {}, { streams: [] }, { format: {}, streams: [] }, { format: FORMAT, streams: [{}] }])
  test(`${JSON.stringify(output ?? null)} is no media file`, () => {
    assert.throws(
      () => readMediaFile("a/film.mp4", output),
      (error) =>
        error instanceof ReelbusError && error.reason === "unreadable-media" && error.message.startsWith("a/film.mp4 "),
    );
  });

const GEOMETRY: readonly (readonly [
  what: string,
  stream: Readonly<Record<string, unknown>>,
  shown: { width: number; height: number; rotation: number },
])[] = [
  ["square pixels", {}, { width: 1920, height: 1080, rotation: 0 }],
  [
    "wide pixels",
    { width: 1440, height: 1080, sample_aspect_ratio: "4:3" },
    { width: 1920, height: 1080, rotation: 0 },
  ],
  ["narrow pixels", { width: 720, height: 480, sample_aspect_ratio: "8:9" }, { width: 640, height: 480, rotation: 0 }],
  ["unknown pixel shape", { sample_aspect_ratio: "0:1" }, { width: 1920, height: 1080, rotation: 0 }],
  ["absurd pixel shape", { sample_aspect_ratio: "5000:1" }, { width: 1920, height: 1080, rotation: 0 }],
  ["rotate tag", { tags: { rotate: "90" } }, { width: 1080, height: 1920, rotation: 90 }],
  [
    "display matrix, counterclockwise",
    { side_data_list: [{ side_data_type: "Display Matrix", rotation: -90 }] },
    { width: 1080, height: 1920, rotation: 90 },
  ],
  [
    "display matrix wins over the tag",
    { side_data_list: [{ side_data_type: "Display Matrix", rotation: 90 }], tags: { rotate: "90" } },
    { width: 1080, height: 1920, rotation: 270 },
  ],
  [
    "upside down",
    { side_data_list: [{ side_data_type: "Display Matrix", rotation: -180 }] },
    { width: 1920, height: 1080, rotation: 180 },
  ],
  ["rotate tag that is no number", { tags: { rotate: "left" } }, { width: 1920, height: 1080, rotation: 0 }],
  [
    "rotation after pixel shape",
    { width: 1440, sample_aspect_ratio: "4:3", tags: { rotate: "270" } },
    { width: 1080, height: 1920, rotation: 270 },
  ],
];

for (const [what, stream, shown] of GEOMETRY)
  test(`shown size: ${what}`, () => {
    const track = readTrack({ ...VIDEO, ...stream });
    assert(track.kind === "video");
    assert.deepEqual({ width: track.width, height: track.height, rotation: track.rotation }, shown);
  });

for (const [order, interlaced] of [
  ["progressive", false],
  ["unknown", false],
  [undefined, false],
  ["tt", true],
  ["bb", true],
  ["tb", true],
  ["bt", true],
] as const)
  test(`field order ${order ?? "not told"}: interlaced ${String(interlaced)}`, () => {
    const track = readTrack({ ...VIDEO, field_order: order });
    assert(track.kind === "video");
    assert.equal(track.interlaced, interlaced);
  });

for (const mark of ["attached_pic", "timed_thumbnails", "still_image"])
  test(`a picture marked ${mark} is no film`, () => {
    assert.equal(readTrack({ ...VIDEO, codec_name: "mjpeg", disposition: { [mark]: 1 } }).kind, "other");
  });

test("encryption is told by the track's tag or by the file", () => {
  assert.equal(readTrack({ ...VIDEO, codec_tag_string: "encv" }).encrypted, true);
  assert.equal(readTrack({ codec_type: "audio", codec_tag_string: "drms" }).encrypted, true);
  const streams = [
    { index: 0, ...VIDEO },
    { index: 1, codec_type: "audio" },
  ];
  const marks = (video: boolean, audio: boolean) =>
    readMediaFile("film.mp4", { format: FORMAT, streams }, { video, audio, text: false }).tracks.map(
      ({ encrypted }) => encrypted,
    );
  assert.deepEqual(marks(true, false), [true, false]);
  assert.deepEqual(marks(false, true), [false, true]);
});

test("captions and descriptive audio by either mark", () => {
  assert.partialDeepStrictEqual(readTrack({ codec_type: "subtitle", disposition: { captions: 1 } }), {
    captions: true,
  });
  assert.partialDeepStrictEqual(readTrack({ codec_type: "subtitle", disposition: { forced: 1 } }), { captions: false });
  assert.partialDeepStrictEqual(readTrack({ codec_type: "audio", disposition: { descriptions: 1 } }), {
    descriptive: true,
  });
  assert.partialDeepStrictEqual(readTrack({ codec_type: "audio", disposition: { comment: 1 } }), {
    descriptive: false,
  });
});

test("duration and bitrate of Matroska's tags", () => {
  const format = { format_name: "matroska,webm", duration: "62.521000", start_time: "0.000000" };
  const track = readTrack({ ...VIDEO, tags: { DURATION: "00:01:02.500000000", BPS: "640000" } }, format);
  assert.equal(track.durationSeconds, 62.5);
  assert.equal(track.bitrateKbps, 640);
});

for (const name of ["unknown", "none"])
  test(`codec ${name} is none`, () => {
    assert.equal(readTrack({ ...VIDEO, codec_name: name }).codec, null);
  });
