import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleAudio, sampleVideo } from "../testing/sample-mapping.ts";
import { planLength } from "./plan-length.ts";
import { warnOfLengths } from "./warn-of-lengths.ts";

function warningsOf(picture: number, sounds: readonly number[]): string[] {
  const warnings: string[] = [];
  const audio = sounds.map((DurationInSeconds, index) => sampleAudio({ Tracks: [index + 1], DurationInSeconds }));
  const film = { video: sampleVideo({ DurationInSeconds: picture }), audio };
  warnOfLengths(film, planLength(film), (warning) => warnings.push(warning));
  return warnings;
}

test("lengths that differ by more than a second are told", () => {
  assert.deepEqual(warningsOf(10, [14, 12.5]), [
    "The picture of film.mp4 ends 4.0 s before the sound: its last frame stays until then.",
    "The sound of film.mp4, track 2, ends 1.5 s before the film: silence follows.",
  ]);
});

test("smaller differences, and unknown lengths, are not", () => {
  assert.deepEqual(warningsOf(10, [11, 10.2]), []);
  assert.deepEqual(warningsOf(10, [9.2, 0]), []);
  assert.deepEqual(warningsOf(0, [9.2]), []);
});
