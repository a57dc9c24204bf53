import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import { WORK_FOLDER } from "@reelbus/media";
import { sampleAudio, sampleMapping, sampleVideo } from "@reelbus/media/testing";
import { explainFailure } from "./require-media.ts";
import { ffmpeg, openBench, type Bench } from "./testing/encode-here.ts";

const PICTURE = ["-f", "lavfi", "-i", "testsrc2=size=64x36:rate=25:duration=1"];
const SOUND = ["-f", "lavfi", "-i", "aevalsrc=0:d=1"];
const VIDEO = { File: "film.mp4", Width: 64, Height: 36, DurationInSeconds: 1 };

async function openBenchWithSources(): Promise<Bench> {
  const bench = await openBench();
  await ffmpeg(...PICTURE, "-pix_fmt", "yuv420p", "-c:v", "libx264", bench.source("film.mp4"));
  await ffmpeg(...SOUND, "-c:a", "pcm_s16le", bench.source("sound.caf"));
  return bench;
}

async function refuses(encoding: Promise<unknown>, message: RegExp): Promise<void> {
  await assert.rejects(encoding, (error: unknown) => {
    assert.ok(error instanceof ReelbusError);
    assert.deepEqual([error.reason, error.retryable], ["unreadable-media", false]);
    assert.match(error.message, message);
    return true;
  });
}

describe("a source of which ffmpeg decodes nothing, and calls it a success", () => {
  it("is damaged when its sound is missing", async () => {
    await using bench = await openBenchWithSources();
    const audio = [{ File: "sound.caf", Tracks: [0] }];
    await bench.encode({ video: VIDEO, audio });
    await ffmpeg(...SOUND, "-t", "0", "-c:a", "pcm_s16le", bench.source("sound.caf"));
    await refuses(bench.encode({ video: VIDEO, audio }), /^No sound of track 0 of sound\.caf could be decoded\./u);
  });

  it("is damaged when its picture is missing", async () => {
    await using bench = await openBenchWithSources();
    const film = await readFile(bench.source("film.mp4"));
    film.fill(0xff, film.indexOf("mdat") + 4, film.lastIndexOf("moov") - 4);
    await writeFile(bench.source("film.mp4"), film);
    await refuses(bench.encode({ video: VIDEO }), /^No picture of track 0 of film\.mp4 could be decoded\./u);
  });

  it("is not blamed for another failure", async () => {
    await using bench = await openBenchWithSources();
    await mkdir(bench.source(WORK_FOLDER));
    const options = { folder: bench.source("."), sourcePath: bench.source, signal: new AbortController().signal };
    const mapping = sampleMapping({ video: sampleVideo(), audio: [sampleAudio({ File: "sound.caf", Tracks: [0] })] });
    for (const reason of ["encoding-failed", "workspace-full"] as const) {
      const thrown = new ReelbusError(reason, "It failed.");
      assert.equal(await explainFailure(thrown, mapping, options), thrown);
    }
  });
});
