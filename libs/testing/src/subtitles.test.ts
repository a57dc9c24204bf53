import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSubtitles } from "./subtitles.ts";

test("WebVTT", () => {
  assert.equal(
    makeSubtitles({ format: "vtt", text: "Hallo" }),
    "WEBVTT\n\n00:00:00.000 --> 00:00:00.900\nHallo 1\n\n00:00:01.000 --> 00:00:01.900\nHallo 2\n",
  );
});

test("SRT", () => {
  assert.equal(makeSubtitles({ format: "srt", durationSeconds: 1 }), "1\n00:00:00,000 --> 00:00:00,900\nLine 1\n");
});
