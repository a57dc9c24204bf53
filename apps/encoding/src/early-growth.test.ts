import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, open, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { parseJobDescription } from "@reelbus/contracts";
import { encodingCommand, planRenditions } from "@reelbus/media";
import { sampleMapping, sampleVideo } from "@reelbus/media/testing";
import { runFfmpeg } from "@reelbus/processes";
import { makeTempFolder, waitFor } from "@reelbus/testing";
import { ffmpeg } from "./testing/encode-here.ts";

/** What a pipe takes though nobody reads it. */
const PIPE_BYTES = 64 * 1024;
/** More than an MP4 has before its first packet, and far less than a buffer. */
const HEAD_BYTES = 256;

test("a black picture grows while it is encoded, however little there is of it", { timeout: 60_000 }, async () => {
  await using folder = await makeTempFolder("growth");
  const film = join(folder.path, "film.mkv");
  const black = ["-f", "lavfi", "-i", "color=black:size=320x180:rate=25:duration=20"];
  await ffmpeg(...black, "-c:v", "libx264", "-preset", "ultrafast", film);
  const begun = await readFile(film);
  assert.ok(begun.length < PIPE_BYTES, `${begun.length}`);
  const pipe = join(folder.path, "pipe.mkv");
  await promisify(execFile)("mkfifo", [pipe]);
  // Both ends, so that the film never ends for the encoder, and neither end waits for the other.
  await using hold = await open(pipe, "r+");
  await hold.write(begun);

  const parsed = parseJobDescription({
    ContentAcquisition: { Provider: "Local", UriPath: "/film" },
    ContentPublishing: { Provider: "Local", UriPath: "/published" },
    ContentProcessing: { OutputFormat: ["Cmaf"], OptimizeFor: "Speed" },
  });
  assert.ok(parsed.ok);
  const { ContentProcessing } = parsed.description;
  const mapping = sampleMapping({ video: sampleVideo({ Width: 320, Height: 180, DurationInSeconds: 20 }) });
  const renditions = planRenditions(mapping, ContentProcessing);
  const command = encodingCommand(mapping, ContentProcessing, renditions, () => pipe);
  const output = command?.outputs[0]?.file;
  assert.ok(command && output !== undefined);
  await mkdir(dirname(join(folder.path, output)), { recursive: true });

  const controller = new AbortController();
  const ended = assert.rejects(runFfmpeg(command, { signal: controller.signal, cwd: folder.path }), {
    message: "seen enough",
  });
  try {
    await waitFor(async () => (await stat(join(folder.path, output))).size > HEAD_BYTES, {
      what: "the encoded picture to grow",
      timeoutMs: 20_000,
    });
  } finally {
    controller.abort(new Error("seen enough"));
    await ended;
  }
});
