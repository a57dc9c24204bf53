import assert from "node:assert/strict";
import { test } from "node:test";
import { decodableCodecs } from "./decoders.ts";

test("codecs with a decoder are told, and no others", async () => {
  const codecs = await decodableCodecs(new AbortController().signal);
  for (const name of ["h264", "hevc", "prores", "vp8", "aac", "ac3", "vorbis", "pcm_s16le", "subrip", "webvtt"])
    assert.ok(codecs.has(name), name);
  // The list's legend and a codec that is known by name alone.
  for (const name of ["=", "avs3"]) assert.ok(!codecs.has(name), name);
});
