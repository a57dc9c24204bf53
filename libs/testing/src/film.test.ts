import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { stat } from "node:fs/promises";
import { test } from "node:test";
import { makeFilm } from "./film.ts";

interface Stream {
  codec_type: string;
  codec_name: string;
  width?: number;
  height?: number;
  r_frame_rate: string;
  channels?: number;
  tags?: { language?: string };
}

function streamsOf(path: string): Stream[] {
  const output = execFileSync("ffprobe", ["-v", "error", "-show_streams", "-of", "json", path], { encoding: "utf8" });
  return (JSON.parse(output) as { streams: Stream[] }).streams;
}

test("a film has the picture, the audio tracks and the subtitles that were asked for", async () => {
  const path = await makeFilm({
    durationSeconds: 1,
    width: 160,
    height: 90,
    frameRate: 30,
    audio: [
      { language: "ger", channels: 6 },
      { channels: 1, codec: "ac3" },
    ],
    subtitles: ["fre"],
    container: "mkv",
  });
  const [video, surround, mono, text, ...others] = streamsOf(path);
  assert.partialDeepStrictEqual(video, { codec_name: "h264", width: 160, height: 90, r_frame_rate: "30/1" });
  assert.partialDeepStrictEqual(surround, { codec_name: "aac", channels: 6, tags: { language: "ger" } });
  assert.partialDeepStrictEqual(mono, { codec_name: "ac3", channels: 1 });
  assert.equal(mono?.tags?.language, undefined);
  assert.partialDeepStrictEqual(text, { codec_name: "subrip", tags: { language: "fre" } });
  assert.deepEqual(others, []);
});

test("the same options give the same file, made once", async () => {
  const options = { durationSeconds: 1, width: 64, height: 36, audio: [] };
  const [first, second] = await Promise.all([makeFilm(options), makeFilm({ ...options })]);
  assert.equal(first, second);
  const { mtimeMs } = await stat(first);
  assert.equal(await makeFilm(options), first);
  assert.equal((await stat(first)).mtimeMs, mtimeMs);
  assert.deepEqual(
    streamsOf(first).map((stream) => stream.codec_type),
    ["video"],
  );
});

test("a failure shows what ffmpeg said", async () => {
  await assert.rejects(makeFilm({ width: -1 }), /size|Invalid/);
});
