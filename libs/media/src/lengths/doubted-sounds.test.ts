import assert from "node:assert/strict";
import { test } from "node:test";
import { audio, media, video } from "../testing/mapping-samples.ts";
import { sampleAudio, sampleVideo } from "../testing/sample-mapping.ts";
import { doubtedSounds } from "./doubted-sounds.ts";

const long = sampleAudio({ DurationInSeconds: 36_000 });

/** A film with a picture and sounds of these lengths; each sound is a stream, or those that are given together. */
function doubted(picture: number, sounds: readonly (number | null)[], streams = sounds.map((_, index) => [index + 1])) {
  const tracks = sounds.map((durationSeconds) => audio(null, { durationSeconds }));
  const film = media("film.mp4", [video({ durationSeconds: picture }), ...tracks], { durationSeconds: 90 });
  const mapped = streams.map((Tracks) => ({ ...long, Tracks }));
  const found = doubtedSounds({ video: sampleVideo({ DurationInSeconds: picture }), audio: mapped }, [film]);
  return found.map(({ file, track, toldSeconds }) => [file, track, toldSeconds]);
}

test("a sound more than a minute longer than the picture is doubted", () => {
  assert.deepEqual(doubted(10, [36_000, 70, 71, 5]), [
    ["film.mp4", 1, 36_000],
    ["film.mp4", 3, 71],
  ]);
});

test("of tracks that become one stream, those that are longer are doubted, by what each tells", () => {
  assert.deepEqual(doubted(10, [100, 70, 80], [[1, 2, 3]]), [
    ["film.mp4", 1, 100],
    ["film.mp4", 3, 80],
  ]);
});

test("a track that tells nothing is as long as its file says", () => {
  assert.deepEqual(doubted(10, [null]), [["film.mp4", 1, 90]]);
});

test("a track is doubted once, and only where it is used", () => {
  assert.deepEqual(doubted(10, [100, 100], [[1], [1]]), [["film.mp4", 1, 100]]);
});

test("nothing is doubted where no picture is held", () => {
  assert.deepEqual(doubted(0, [36_000]), []);
  const sound = media("film.mp4", [audio(null, { durationSeconds: 36_000 })]);
  assert.deepEqual(doubtedSounds({ video: null, audio: [{ ...long, Tracks: [0] }] }, [sound]), []);
});
