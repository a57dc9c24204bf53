import { findProgram, makeOddMedia, makeTempFolder } from "@reelbus/testing";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { historyOf, smallJob, submit, untilEnded, WHOLE_HISTORY } from "../../support/job.ts";
import { watchMemory } from "../../support/memory.ts";
import { startSystem } from "../../support/system.ts";

const run = promisify(execFile);
const HOURS = 3;
const FRAMES_PER_SECOND = 2;
const FRAMES = HOURS * 3600 * FRAMES_PER_SECOND;
const LAST_FRAME_SECONDS = HOURS * 3600 - 1 / FRAMES_PER_SECOND;
/**
 * What the service itself may need more than at first. That shows who keeps 6 kB of each of the 21 600 frames, or 230 kB
 * of each of the 540 segments; who keeps less is not seen.
 */
const MOST_GROWTH_MB = 120;
const LOWEST_MEMORY_MB = 20;
/** What works on the film, as seen in command lines. */
const PROGRAMS = ["ffmpeg", "packager-"] as const;
/** Each takes some 60 to 110 MB; it is for the worst leaks alone, as the pictures are small. */
const MOST_OF_A_PROGRAM_MB = 400;

describe("a film of three hours", () => {
  it("is made whole, in memory that stays within bounds", { timeout: 200_000 }, async (t) => {
    await using folder = await makeTempFolder("long-film");
    const source = join(folder.path, "source");
    const published = join(folder.path, "published");
    await mkdir(source);
    await copyFile(await makeOddMedia("three hours of black"), join(source, "film.mp4"));
    await using system = await startSystem({ dataDir: join(folder.path, "data"), allow: [folder.path] });
    using memory = watchMemory(system.pid, PROGRAMS);
    const jobId = await submit(
      system.url,
      smallJob(
        { source, published },
        { ContentProcessing: { OutputFormat: ["Cmaf"], OptimizeFor: "Speed", SegmentDurationInSeconds: 20 } },
      ),
    );
    const events = await untilEnded(system.url, jobId, 180_000);
    assert.deepEqual(historyOf(events), WHOLE_HISTORY);
    const { atFirstMb } = memory;
    const growthMb = memory.mostMb() - atFirstMb;
    assert.ok(atFirstMb > LOWEST_MEMORY_MB && growthMb < MOST_GROWTH_MB, `from ${atFirstMb} MB by ${growthMb} MB`);
    for (const program of PROGRAMS) {
      const mostMb = memory.mostOfProgramMb(program);
      t.diagnostic(`${program}: ${Math.round(mostMb)} MB`);
      assert.ok(mostMb > 0 && mostMb < MOST_OF_A_PROGRAM_MB, `${program}: ${mostMb} MB`);
    }

    const mpd = await readFile(join(published, "manifest.mpd"), "utf8");
    assert.match(mpd, /mediaPresentationDuration="PT10800S"/u);
    // All of it is decoded once, and read twice.
    assert.deepEqual(await framesOf(join(published, "manifest.mpd"), ["-c", "copy"]), [FRAMES, LAST_FRAME_SECONDS]);
    assert.deepEqual(await framesOf(join(published, "manifest.m3u8"), []), [FRAMES, LAST_FRAME_SECONDS]);
  });
});

/** How many frames a manifest leads to, and the last one's time in seconds. */
async function framesOf(manifest: string, options: readonly string[]): Promise<[number, number]> {
  const args = ["-nostdin", "-v", "error", "-copyts", "-i", manifest, "-map", "0:v", "-fps_mode", "passthrough"];
  const { stdout, stderr } = await run(findProgram("ffmpeg"), [...args, ...options, "-f", "framecrc", "-"], {
    maxBuffer: 100 * FRAMES,
    timeout: 120_000,
  });
  assert.equal(stderr, "");
  const [numerator = NaN, denominator = NaN] = (/#tb 0: (\d+)\/(\d+)/u.exec(stdout) ?? []).slice(1).map(Number);
  const times = stdout.split("\n").flatMap((line) => (line.startsWith("0,") ? [Number(line.split(",")[2])] : []));
  const last = times.reduce((latest, time) => Math.max(latest, time), 0);
  return [times.length, (last * numerator) / denominator];
}
