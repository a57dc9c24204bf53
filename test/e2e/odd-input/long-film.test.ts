import { makeOddMedia, makeTempFolder } from "@reelbus/testing";
import assert from "node:assert/strict";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { historyOf, smallJob, submit, untilEnded, WHOLE_HISTORY } from "../../support/job.ts";
import { watchMemory } from "../../support/memory.ts";
import { runFfmpeg } from "../../support/run-ffmpeg.ts";
import { startSystem } from "../../support/system.ts";

const HOURS = 3;
const FRAMES_PER_SECOND = 2;
const FRAMES = HOURS * 3600 * FRAMES_PER_SECOND;
const LAST_FRAME_SECONDS = HOURS * 3600 - 1 / FRAMES_PER_SECOND;
/**
 * What more the service itself may need than with the film of ten minutes. That shows who keeps 2.5 kB of each frame, or
 * 100 kB of each of the 540 segments; who keeps less is not seen.
 */
const MOST_GROWTH_MB = 50;
/** It takes some 60 to 110 MB: this is for the worst leaks alone, as the pictures are small. The packager is too quick to be seen. */
const MOST_OF_FFMPEG_MB = 400;

describe("a film of three hours", () => {
  it("is made whole, in no more memory than one of ten minutes", { timeout: 230_000 }, async (t) => {
    await using folder = await makeTempFolder("long-film");
    await using system = await startSystem({ dataDir: join(folder.path, "data"), allow: [folder.path] });
    const make = async (name: "ten minutes of black" | "three hours of black") => {
      const [source, published] = [join(folder.path, name, "source"), join(folder.path, name, "published")];
      await mkdir(source, { recursive: true });
      await copyFile(await makeOddMedia(name), join(source, "film.mp4"));
      using memory = watchMemory(system.pid, ["ffmpeg"]);
      const jobId = await submit(
        system.url,
        smallJob(
          { source, published },
          { ContentProcessing: { OutputFormat: ["Cmaf"], OptimizeFor: "Speed", SegmentDurationInSeconds: 20 } },
        ),
      );
      assert.deepEqual(historyOf(await untilEnded(system.url, jobId, 180_000)), WHOLE_HISTORY);
      const mostMb = memory.mostMb();
      const ffmpegMb = memory.mostOfProgramMb("ffmpeg");
      t.diagnostic(`${name}: service ${Math.round(mostMb)} MB, ffmpeg ${Math.round(ffmpegMb)} MB`);
      return { published, mostMb, ffmpegMb };
    };
    const short = await make("ten minutes of black");
    const { published, mostMb, ffmpegMb } = await make("three hours of black");
    assert.ok(mostMb - short.mostMb < MOST_GROWTH_MB, `${mostMb} MB, with ten minutes ${short.mostMb} MB`);
    assert.ok(ffmpegMb > 0 && ffmpegMb < MOST_OF_FFMPEG_MB, `ffmpeg: ${ffmpegMb} MB`);

    const mpd = await readFile(join(published, "manifest.mpd"), "utf8");
    assert.match(mpd, /mediaPresentationDuration="PT10800S"/u);
    // All of it is decoded once, and read twice.
    assert.deepEqual(await framesOf(join(published, "manifest.mpd"), ["-c", "copy"]), [FRAMES, LAST_FRAME_SECONDS]);
    assert.deepEqual(await framesOf(join(published, "manifest.m3u8"), []), [FRAMES, LAST_FRAME_SECONDS]);
  });
});

/** How many frames a manifest leads to, and the last one's time in seconds. */
async function framesOf(manifest: string, options: readonly string[]): Promise<[number, number]> {
  const args = [
    "-copyts",
    "-i",
    manifest,
    "-map",
    "0:v",
    "-fps_mode",
    "passthrough",
    ...options,
    "-f",
    "framecrc",
    "-",
  ];
  const { stdout, stderr } = await runFfmpeg(args, { maxBuffer: 100 * FRAMES });
  assert.equal(stderr, "");
  const [numerator = NaN, denominator = NaN] = (/#tb 0: (\d+)\/(\d+)/u.exec(stdout) ?? []).slice(1).map(Number);
  const times = stdout.split("\n").flatMap((line) => (line.startsWith("0,") ? [Number(line.split(",")[2])] : []));
  const last = times.reduce((latest, time) => Math.max(latest, time), 0);
  return [times.length, (last * numerator) / denominator];
}
