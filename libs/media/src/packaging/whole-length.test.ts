import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withWholeLength } from "./whole-length.ts";

/** A manifest as the packager writes it: 25 frames a second, sound in segments of 1 s. */
function mpd(told: string, soundSegments: number, lastMs: number): string {
  return `<MPD type="static" mediaPresentationDuration="${told}"><Period id="0">
    <AdaptationSet contentType="video" frameRate="12800/512"><Representation id="0" codecs="avc1.42c00b">
      <SegmentTemplate timescale="12800" media="v/$Number$.m4s"><SegmentTimeline><S t="0" d="15360"/></SegmentTimeline>
      </SegmentTemplate></Representation></AdaptationSet>
    <AdaptationSet contentType="audio"><Representation id="1" codecs="mp4a.40.2">
      <SegmentTemplate timescale="1000" media="a/$Number$.m4s"><SegmentTimeline>
        <S t="0" d="1000" r="${soundSegments - 1}"/><S t="${soundSegments * 1000}" d="${lastMs}"/></SegmentTimeline>
      </SegmentTemplate></Representation></AdaptationSet>
  </Period></MPD>`;
}

describe("withWholeLength", () => {
  it("takes the length of sound that goes on", () => {
    assert.equal(withWholeLength(mpd("PT1.2S", 2, 400)), mpd("PT2.400000S", 2, 400));
    assert.equal(withWholeLength(mpd("PT1.2S", 1, 241)), mpd("PT1.241000S", 1, 241));
  });

  it("changes nothing for up to a frame, and for sound that ends before", () => {
    for (const lastMs of [10, 200, 240])
      assert.equal(withWholeLength(mpd("PT1.2S", 1, lastMs)), mpd("PT1.2S", 1, lastMs));
  });

  it("does not count text", () => {
    const withText = mpd("PT1.2S", 2, 400).replace("mp4a.40.2", "wvtt");
    assert.equal(withWholeLength(withText), withText);
  });

  it("leaves a manifest alone that tells no length in this form", () => {
    assert.equal(withWholeLength(mpd("PT1M2S", 3, 1)), mpd("PT1M2S", 3, 1));
  });
});
