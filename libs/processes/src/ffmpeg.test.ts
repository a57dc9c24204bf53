import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, open, readdir, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { ReelbusError } from "@reelbus/contracts";
import type { FfmpegCommand } from "@reelbus/media";
import { runFfmpeg } from "./ffmpeg.ts";
import { probe } from "./probe.ts";

const LATE_SOUND_SECONDS = 5;
const NEVER = new AbortController().signal;

describe("ffmpeg and ffprobe", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "reelbus-ffmpeg-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function testFilm(seconds: number, file: string): FfmpegCommand {
    return {
      inputs: [],
      filterGraphs: [`testsrc2=size=128x72:rate=25:duration=${seconds}[v]`],
      outputs: [{ maps: ["[v]"], options: ["-c:v", "libx264", "-preset", "ultrafast"], file }],
    };
  }

  /** 128x72, uncompressed; its sound begins when the picture has gone on for a while. */
  function lateSound(file: string): FfmpegCommand {
    return {
      inputs: [],
      filterGraphs: [
        `testsrc2=size=128x72:rate=25:duration=${LATE_SOUND_SECONDS + 1}[v]`,
        `sine=sample_rate=48000:duration=1,asetpts=PTS+${LATE_SOUND_SECONDS}/TB[a]`,
      ],
      outputs: [{ maps: ["[v]", "[a]"], options: ["-c:v", "rawvideo", "-c:a", "pcm_s16le"], file }],
    };
  }

  it("encodes with progress, and probes what it made", async () => {
    const seconds: number[] = [];
    await runFfmpeg(testFilm(2, "film.mp4"), {
      signal: NEVER,
      cwd: folder,
      onProgress: ({ outTimeSeconds }) => seconds.push(outTimeSeconds),
    });
    assert.ok((seconds.at(-1) ?? 0) > 1.8, seconds.join(" "));
    const probed = (await probe(join(folder, "film.mp4"), NEVER)) as {
      streams: { codec_name: string; width: number }[];
    };
    assert.deepEqual(
      probed.streams.map(({ codec_name, width }) => [codec_name, width]),
      [["h264", 128]],
    );
  });

  it("ends on abort with the signal's reason, and leaves no ffmpeg", async () => {
    const controller = new AbortController();
    const running = runFfmpeg(testFilm(36_000, "long.mp4"), {
      signal: controller.signal,
      cwd: folder,
      onProgress: () => controller.abort(new Error("cancelled")),
    });
    await assert.rejects(running, { message: "cancelled" });
    assert.deepEqual(await ffmpegsIn(folder), []);
  });

  it("reports a failure with what ffmpeg said as the cause alone", async () => {
    await writeFile(join(folder, "noise.mp4"), "this is no film");
    const command = { ...testFilm(1, "out.mp4"), inputs: [{ options: [], file: join(folder, "noise.mp4") }] };
    const failure = { reason: "encoding-failed", message: "noise.mp4 could not be encoded." } as const;
    await assert.rejects(runFfmpeg(command, { signal: NEVER, cwd: folder, failure }), (error: unknown) => {
      assert.ok(error instanceof ReelbusError && error.cause instanceof Error);
      assert.deepEqual([error.reason, error.message], [failure.reason, failure.message]);
      assert.match(error.cause.message, /^ffmpeg exited with code \d+: .*noise\.mp4/su);
      return true;
    });
  });

  it("lets a film be encoded whose sound starts later than the longest silence", async () => {
    await runFfmpeg(lateSound("late.mkv"), { signal: NEVER, cwd: folder });
    // Read as fast as it is shown. Uncompressed, so that what is written is seen at once.
    const command: FfmpegCommand = {
      inputs: [{ options: ["-re"], file: join(folder, "late.mkv") }],
      filterGraphs: [],
      outputs: [
        { maps: ["0:v"], options: ["-c:v", "rawvideo"], file: "picture.nut" },
        { maps: ["0:a"], options: ["-c:a", "pcm_s16le"], file: "sound.nut" },
      ],
    };
    await runFfmpeg(command, { signal: NEVER, cwd: folder, stallLimitMs: LATE_SOUND_SECONDS * 500 });
    assert.ok((await stat(join(folder, "sound.nut"))).size > 0);
  });

  /** What a pipe takes though nobody reads it. */
  const PIPE_BYTES = 64 * 1024;
  /** What each source hands over before nothing more comes of it. */
  const hanging = { "that nothing comes of": 0, "that stops in the middle": 0.5 };
  for (const [source, part] of Object.entries(hanging)) {
    it(`ends an ffmpeg that hangs on a source ${source}`, { timeout: 20_000 }, async () => {
      await runFfmpeg(testFilm(2, "whole.mkv"), { signal: NEVER, cwd: folder });
      const whole = await readFile(join(folder, "whole.mkv"));
      const begun = whole.subarray(0, whole.length * part);
      assert.ok(begun.length < PIPE_BYTES, `${begun.length}`);
      const pipe = join(folder, `pipe-${part}.mkv`);
      await promisify(execFile)("mkfifo", [pipe]);
      const command: FfmpegCommand = {
        inputs: [{ options: [], file: pipe }],
        filterGraphs: [],
        outputs: [{ maps: ["0:v"], options: ["-c:v", "rawvideo"], file: "hanging.nut" }],
      };
      // Both ends, so that neither ever waits for the other.
      await using hold = await open(pipe, "r+");
      await hold.write(begun);
      await assert.rejects(runFfmpeg(command, { signal: NEVER, cwd: folder, stallLimitMs: 1_000 }), (error) => {
        assert.ok(error instanceof ReelbusError && error.cause instanceof Error);
        assert.deepEqual([error.reason, error.retryable], ["encoding-failed", true]);
        assert.match(error.cause.message, /^ffmpeg made no progress and was ended/u);
        return true;
      });
      assert.deepEqual(await ffmpegsIn(folder), []);
    });
  }

  it("opens no other file that a source names, and no network", async () => {
    await runFfmpeg(testFilm(1, "other.mp4"), { signal: NEVER, cwd: folder });
    const playlists = {
      "concat.mp4": "ffconcat version 1.0\nfile other.mp4\n",
      "hls.mp4": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nother.mp4\n#EXT-X-ENDLIST\n",
    };
    for (const [name, text] of Object.entries(playlists)) {
      await writeFile(join(folder, name), text);
      await assert.rejects(probe(join(folder, name), NEVER), {
        reason: "unreadable-media",
        message: `${name} is damaged or is no media file.`,
      });
    }
  });
});

/** The command lines of running processes that work in a folder. */
async function ffmpegsIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/u.test(pid)) continue;
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => "");
    if (cwd === folder) found.push(await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "?"));
  }
  return found;
}
