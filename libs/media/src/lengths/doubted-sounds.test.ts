import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleAudio, sampleVideo } from "../testing/sample-mapping.ts";
import { doubtedSounds } from "./doubted-sounds.ts";

function doubted(picture: number, sounds: readonly number[]): number[] {
  const audio = sounds.map((DurationInSeconds, index) => sampleAudio({ Tracks: [index + 1], DurationInSeconds }));
  return doubtedSounds({ video: sampleVideo({ DurationInSeconds: picture }), audio }).map(({ track }) => track);
}

test("a sound more than a minute longer than the picture is doubted, in each of its tracks", () => {
  assert.deepEqual(doubted(10, [36_000, 70, 71, 5]), [1, 3]);
  const audio = [sampleAudio({ Tracks: [1, 2], DurationInSeconds: 100 })];
  const sounds = doubtedSounds({ video: sampleVideo({ DurationInSeconds: 10 }), audio });
  assert.deepEqual(
    sounds.map(({ track, toldSeconds }) => [track, toldSeconds]),
    [
      [1, 100],
      [2, 100],
    ],
  );
});

test("nothing is doubted where no picture is held", () => {
  assert.deepEqual(doubted(0, [36_000]), []);
  assert.deepEqual(doubtedSounds({ video: null, audio: [sampleAudio({ DurationInSeconds: 36_000 })] }), []);
});
