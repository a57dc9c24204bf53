import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Renditions } from "../encoding/renditions.ts";
import { describeRepresentations } from "./describe-representations.ts";
import { measureBitrate } from "./measure.ts";
import { readMpd } from "./read-mpd.ts";

const MPD = `<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period id="0">
  <AdaptationSet contentType="video" frameRate="12800/512">
    <Representation codecs="avc1.64001e"><SegmentTemplate timescale="12800" media="video/360p/$Number$.m4s" startNumber="1">
      <SegmentTimeline><S t="0" d="51200" r="1"/><S t="102400" d="12800"/></SegmentTimeline></SegmentTemplate></Representation>
  </AdaptationSet>
  <AdaptationSet contentType="audio">
    <Representation codecs="mp4a.40.2"><SegmentTemplate timescale="48000" media="audio/en/$Number$.m4s" startNumber="1">
      <SegmentTimeline><S t="0" d="96000"/></SegmentTimeline></SegmentTemplate></Representation>
  </AdaptationSet>
</Period></MPD>`;

describe("readMpd", () => {
  it("lists each representation's segments, and what its adaptation set tells for all", () => {
    assert.deepEqual(readMpd(MPD), [
      {
        folder: "video/360p",
        codecs: "avc1.64001e",
        frameRate: "25/1",
        segments: [
          { file: "video/360p/1.m4s", durationSeconds: 4 },
          { file: "video/360p/2.m4s", durationSeconds: 4 },
          { file: "video/360p/3.m4s", durationSeconds: 1 },
        ],
      },
      {
        folder: "audio/en",
        codecs: "mp4a.40.2",
        frameRate: null,
        segments: [{ file: "audio/en/1.m4s", durationSeconds: 2 }],
      },
    ]);
  });
});

describe("measureBitrate", () => {
  it("weighs segments by their length, and takes no peak from a short rest", () => {
    const segments = [
      { durationSeconds: 4, sizeBytes: 500_000 },
      { durationSeconds: 4, sizeBytes: 250_000 },
      { durationSeconds: 1, sizeBytes: 250_000 },
    ];
    assert.deepEqual(measureBitrate(segments), { averageKbps: 889, peakKbps: 1000 });
    assert.deepEqual(measureBitrate([]), { averageKbps: 0, peakKbps: 0 });
  });
});

describe("describeRepresentations", () => {
  it("labels video by its shorter side", () => {
    const sizes = [
      [3840, 1600],
      [1080, 1920],
      [1024, 576],
    ] as const;
    const video = sizes.map(([Width, Height]) => ({
      folder: `video/${Width}`,
      file: "",
      size: { Width, Height, BitrateInKbps: 100 },
      frameRate: "25/1",
    }));
    const renditions: Renditions = { video, audio: [], text: [], images: [] };
    const measured = { codecs: "avc1.64001f", frameRate: "25/1", averageKbps: 90, peakKbps: 120 };
    const all = new Map(video.map(({ folder }) => [folder, measured]));
    const described = describeRepresentations(renditions, all, { Scheme: "cbcs", KeyId: "k" });
    assert.deepEqual(
      described.map(({ Label }) => Label),
      ["uhd1", "hd", "sd"],
    );
    assert.deepEqual(described[2], {
      Label: "sd",
      Type: "video",
      Format: "H264",
      Codecs: "avc1.64001f",
      Width: 1024,
      Height: 576,
      FrameRate: "25/1",
      Channels: null,
      AverageBitrateInKbps: 90,
      PeakBitrateInKbps: 120,
      Language: null,
      Protection: { Scheme: "cbcs", KeyId: "k" },
    });
  });
});
