import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sampleAudio, sampleVideo } from "../testing/sample-mapping.ts";
import { planLength } from "./plan-length.ts";

/** @param picture seconds, or null for a film without picture */
function plan(picture: number | null, sounds: readonly number[], FrameRate = "25/1") {
  return planLength({
    video: picture === null ? null : sampleVideo({ DurationInSeconds: picture, FrameRate }),
    audio: sounds.map((DurationInSeconds) => sampleAudio({ DurationInSeconds })),
  });
}

describe("planLength", () => {
  it("adds nothing to what is as long, and leaves small differences", () => {
    for (const sound of [10, 10.1, 9.9])
      assert.deepEqual(plan(10, [sound]), { filmSeconds: 10, heldFrames: 0, silenceUntilSeconds: [null] });
    assert.deepEqual(plan(10, []), { filmSeconds: 10, heldFrames: 0, silenceUntilSeconds: [] });
  });

  it("holds the last frame until the longest sound ends, and fills the others", () => {
    const expected = { filmSeconds: 12.4, heldFrames: 60, silenceUntilSeconds: [12.4, null, 12.4] };
    assert.deepEqual(plan(10, [10, 12.4, 5]), expected);
    // A frame more rather than a piece of sound less.
    assert.deepEqual(plan(10, [10.15]), { filmSeconds: 10.16, heldFrames: 4, silenceUntilSeconds: [null] });
  });

  it("fills sound that ends before the picture", () => {
    assert.deepEqual(plan(10, [9.5, 9.95]), { filmSeconds: 10, heldFrames: 0, silenceUntilSeconds: [10, null] });
  });

  it("leaves up to a frame where frames are longer", () => {
    assert.equal(plan(10, [10.5], "2/1").heldFrames, 0);
    assert.equal(plan(10, [10.6], "2/1").heldFrames, 2);
    assert.deepEqual(plan(10, [9.5], "2/1").silenceUntilSeconds, [null]);
  });

  it("does without a picture", () => {
    assert.deepEqual(plan(null, [3, 5]), { filmSeconds: 5, heldFrames: 0, silenceUntilSeconds: [5, null] });
  });

  it("adds nothing to a picture of unknown length, and silence to a sound of unknown length", () => {
    assert.deepEqual(plan(0, [7]), { filmSeconds: 7, heldFrames: 0, silenceUntilSeconds: [null] });
    assert.deepEqual(plan(10, [0]), { filmSeconds: 10, heldFrames: 0, silenceUntilSeconds: [10] });
  });
});
