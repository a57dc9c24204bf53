import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addTextToBandwidth, measureText, readMediaPlaylist } from "./text-bandwidth.ts";

describe("readMediaPlaylist", () => {
  it("lists the segments", () => {
    const playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:2.000,\n1.vtt\n#EXTINF:1.600,\n2.vtt\n#EXT-X-ENDLIST\n";
    assert.deepEqual(readMediaPlaylist(playlist), [
      { file: "1.vtt", durationSeconds: 2 },
      { file: "2.vtt", durationSeconds: 1.6 },
    ]);
  });
});

describe("measureText", () => {
  it("takes the highest rates of any rendition, as only one is shown", () => {
    const dense = [
      { durationSeconds: 2, sizeBytes: 300 },
      { durationSeconds: 2, sizeBytes: 100 },
    ];
    const sparse = [{ durationSeconds: 4, sizeBytes: 121 }];
    assert.deepEqual(measureText([dense, sparse]), { peakBps: 1200, averageBps: 800 });
    assert.deepEqual(measureText([sparse]), { peakBps: 242, averageBps: 242 });
    assert.deepEqual(measureText([]), { peakBps: 0, averageBps: 0 });
  });
});

describe("addTextToBandwidth", () => {
  it("adds the text to each variant that has some, and changes nothing else", () => {
    const lines = (one: string, other: string, third: string) =>
      [
        "#EXTM3U",
        `#EXT-X-STREAM-INF:BANDWIDTH=${one},AVERAGE-BANDWIDTH=${other},CODECS="avc1.64000d",AUDIO="audio",SUBTITLES="text"`,
        "video/180p/playlist.m3u8",
        `#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=${other},BANDWIDTH=${one},SUBTITLES="text"`,
        "video/136p/playlist.m3u8",
        `#EXT-X-STREAM-INF:BANDWIDTH=${third},AUDIO="audio"`,
        "video/90p/playlist.m3u8",
        "",
      ].join("\n");
    assert.equal(
      addTextToBandwidth(lines("5000", "4000", "900"), { peakBps: 30, averageBps: 20 }),
      lines("5030", "4020", "900"),
    );
  });
});
