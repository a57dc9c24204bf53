import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleMapping, sampleVideo } from "@reelbus/media/testing";
import { checkLength } from "./check-length.ts";

const FILM = sampleMapping({ video: sampleVideo({ DurationInSeconds: 60 }) });

test("what containers tell may be a little wrong", () => {
  for (const made of [59, 60, 61, 75]) assert.equal(checkLength(FILM, made), null);
});

test("a warning tells what is missing, more than a tenth is damage", () => {
  const found = "film.mp4 announces 60.0 s of video, but only 57.0 s could be read.";
  assert.equal(checkLength(FILM, 57), found);
  assert.throws(() => checkLength(FILM, 50), { reason: "unreadable-media" });
});

test("a held frame does not make up for what is missing", () => {
  const held = { ...FILM, durationSeconds: 90 };
  assert.equal(checkLength(held, 90), null);
  assert.equal(checkLength(held, 87), "film.mp4 announces 60.0 s of video, but only 57.0 s could be read.");
  assert.throws(() => checkLength(held, 80), { reason: "unreadable-media", message: /only 50\.0 s could be read/u });
});

test("a film without picture, or one that announces no length, has nothing to check", () => {
  assert.equal(checkLength(sampleMapping({ durationSeconds: 60 }), 0), null);
  const video = sampleVideo({ DurationInSeconds: 0 });
  assert.equal(checkLength(sampleMapping({ video, durationSeconds: 60 }), 10), null);
});
