import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import {
  parseJobDescription,
  type ImageExtractionResult,
  type JobDescription,
  type JobDescriptionInput,
  type MediaMappingResult,
  type VideoStream,
} from "@reelbus/contracts";
import { silentLogger } from "@reelbus/kit";
import { encodingCommand, planRenditions } from "@reelbus/media";
import { sampleMapping, sampleVideo } from "@reelbus/media/testing";
import type { PhaseContext } from "@reelbus/phase-worker";
import { runFfmpeg } from "@reelbus/processes";
import { extractImages } from "./extract-images.ts";

const run = promisify(execFile);
const SECONDS = 4;
const VIDEO = sampleVideo({ Width: 320, Height: 160, DurationInSeconds: SECONDS });
const MPD = "<MPD>\n  <Period>\n  </Period>\n</MPD>\n";
const MASTER = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nvideo.m3u8\n";

interface Extracted {
  readonly result: ImageExtractionResult;
  readonly percents: readonly number[];
  readonly folder: string;
}

function describeJob(asked: Partial<JobDescriptionInput>): JobDescription {
  const processing = { OutputFormat: ["Cmaf"], OptimizeFor: "Speed" };
  const parsed = parseJobDescription({
    ContentAcquisition: { Provider: "Local", UriPath: "/film" },
    ContentProcessing: processing,
    ContentPublishing: { Provider: "Local", UriPath: "/published" },
    ...asked,
  });
  assert.ok(parsed.ok);
  return parsed.description;
}

describe("the image extraction phase", () => {
  let root = "";
  let attempts = 0;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), "reelbus-images-"));
    await mkdir(join(root, "source"));
    await mkdir(join(root, "package"));
    await writeFile(join(root, "package/film.mpd"), MPD);
    await writeFile(join(root, "package/film.m3u8"), MASTER);
    // The brightness tells the time; one key frame at the beginning, so that seeking has to decode.
    const picture = `color=size=320x160:rate=25:duration=${SECONDS},geq=lum='32+40*T+10*mod(X+Y,2)':cb=128:cr=128,setrange=tv`;
    const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", "-g", "1000", "-pix_fmt", "yuv420p"];
    await run("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", picture, ...codec, join(root, "source/film.mp4")]);
  });
  after(() => rm(root, { recursive: true, force: true }));

  async function extract(asked: Partial<JobDescriptionInput>, video: VideoStream | null = VIDEO): Promise<Extracted> {
    attempts += 1;
    const relative = `images-${attempts}`;
    const folder = join(root, relative);
    await mkdir(folder);
    const description = describeJob(asked);
    const percents: number[] = [];
    const mapping = sampleMapping({ video });
    const { signal } = new AbortController();
    const images = await encodeImages(description, mapping, signal);
    const context = {
      description,
      input: { mapping, encoding: { folder: "package", images, manifests: { dash: "film.mpd", hls: "film.m3u8" } } },
      signal,
      folder: { path: folder, relative },
      resolve: (name: string) => join(root, name),
      progress: (percent: number) => percents.push(percent),
      logger: silentLogger,
    } as unknown as PhaseContext<"Image Extraction">;
    return { result: await extractImages(context), percents, folder };
  }

  /** What the encoder does in the phase before, in a folder of its own; null without images. */
  async function planImages(description: JobDescription, mapping: MediaMappingResult) {
    const renditions = planRenditions(mapping, description.ContentProcessing, description);
    if (renditions.images.length === 0) return null;
    const folder = `encoding-${attempts}`;
    for (const { file } of [...renditions.video, ...renditions.images]) {
      await mkdir(join(root, folder, dirname(file)), { recursive: true });
    }
    const source = (file: string) => join(root, "source", file);
    const command = encodingCommand(mapping, description.ContentProcessing, renditions, source);
    assert.ok(command !== null);
    return { command, folder };
  }

  /** Runs the encoder. @returns the folder with its images. */
  async function encodeImages(description: JobDescription, mapping: MediaMappingResult, signal: AbortSignal) {
    const planned = await planImages(description, mapping);
    if (planned === null) return null;
    await runFfmpeg(planned.command, { signal, cwd: join(root, planned.folder) });
    return `${planned.folder}/images`;
  }

  it("takes pictures at parts of the film, the last frame too", async () => {
    const asked = { Intervals: [0, 50, 100, 33.3], Pattern: "at_%.jpeg" };
    const { result, percents, folder } = await extract({ ImageExtraction: asked });
    assert.deepEqual(result, {
      folder: "images-1",
      relativePath: "images",
      images: ["at_1.jpeg", "at_2.jpeg", "at_3.jpeg", "at_4.jpeg"],
      thumbnails: null,
      warnings: [],
    });
    assert.deepEqual((await readdir(folder, { recursive: true })).sort(), [
      "images",
      ...result.images.map((name) => `images/${name}`),
    ]);
    for (const [index, seconds] of [0, 2, 3.96, 1.332].entries()) {
      const picture = join(folder, "images", result.images[index] ?? "");
      assert.equal(await sizeOf(picture), "320x160");
      assertShows(await brightness(picture), seconds);
    }
    assert.deepEqual(percents, [25, 50, 75, 100, 100]);
  });

  it("takes the same pictures of a stream without an index", async () => {
    const copy = ["-c", "copy", "-output_ts_offset", "5", join(root, "source/film.ts")];
    await run("ffmpeg", ["-v", "error", "-i", join(root, "source/film.mp4"), ...copy]);
    const { folder } = await extract({ ImageExtraction: { Intervals: [50, 100] } }, { ...VIDEO, File: "film.ts" });
    assertShows(await brightness(join(folder, "images/image_1.jpg")), 2);
    assertShows(await brightness(join(folder, "images/image_2.jpg")), 3.96);
  });

  it("takes the first frame where a picture's time comes before it", async () => {
    const late = ["-itsoffset", "1.5", "-i", join(root, "source/film.mp4")];
    const sound = ["-f", "lavfi", "-i", `aevalsrc=0:d=${SECONDS}`, "-map", "0", "-map", "1", "-c:v", "copy"];
    await run("ffmpeg", ["-v", "error", ...late, ...sound, join(root, "source/film.mkv")]);
    const { folder } = await extract({ ImageExtraction: { Intervals: [0, 25] } }, { ...VIDEO, File: "film.mkv" });
    for (const name of ["image_1.jpg", "image_2.jpg"]) assertShows(await brightness(join(folder, "images", name)), 0);
  });

  it("writes larger files for a higher quality", async () => {
    const sizes = [];
    for (const Quality of [1, 100]) {
      const { folder } = await extract({ ImageExtraction: { Quality, Intervals: [50] } });
      sizes.push((await stat(join(folder, "images/image_1.jpg"))).size);
    }
    assert.ok((sizes[0] ?? 0) < (sizes[1] ?? 0), sizes.join(" "));
  });

  it("finds the last frame of a video that ends before its container says", async () => {
    const video = { ...VIDEO, DurationInSeconds: 60 };
    const { result, folder } = await extract({ ImageExtraction: { Intervals: [100] }, Thumbnails: {} }, video);
    assert.deepEqual(result.images, ["image_1.jpg"]);
    assertShows(await brightness(join(folder, "images/image_1.jpg")), 3.96);
    assert.deepEqual(result.thumbnails?.Files, ["thumbnails/1.jpg"]);
  });

  it("tiles thumbnails of the very size asked for, and adds them to both manifests", async () => {
    const asked = { Width: 80, Height: 60, DurationInSeconds: 1 };
    const { result, folder } = await extract({ Thumbnails: asked });
    assert.deepEqual(result.thumbnails, {
      Files: ["thumbnails/1.jpg"],
      Index: "thumbnails/thumbnails.vtt",
      Width: 80,
      Height: 60,
      Columns: 4,
      Rows: 1,
      IntervalInSeconds: 1,
    });
    const sheet = join(folder, "thumbnails/1.jpg");
    assert.equal(await sizeOf(sheet), "320x60");
    for (const seconds of [0, 1, 2, 3]) {
      assertShows(await brightness(sheet, `crop=60:30:${seconds * 80 + 10}:15`), seconds);
    }
    assert.ok((await brightness(sheet, "crop=80:8:0:0")) < 5, "black above the picture");
    assert.match(await readFile(join(folder, "film.mpd"), "utf8"), /width="320" height="60"/u);
    assert.match(await readFile(join(folder, "film.m3u8"), "utf8"), /^#EXT-X-IMAGE-STREAM-INF:.*RESOLUTION=80x60/mu);
    assert.equal(await readFile(join(root, "package/film.mpd"), "utf8"), MPD);
    assert.equal((await readFile(join(folder, "thumbnails/thumbnails.vtt"), "utf8")).split("-->").length, 5);
    assert.match(await readFile(join(folder, "thumbnails/playlist.m3u8"), "utf8"), /LAYOUT=4x1/u);
  });

  it("lets the encoder tell its progress from the beginning on, however late the images are", async () => {
    attempts += 1;
    const asked = { ImageExtraction: { Intervals: [100] }, Thumbnails: {} };
    const planned = await planImages(describeJob(asked), sampleMapping({ video: VIDEO }));
    assert.ok(planned !== null);
    // Read as fast as it is shown: what is told first is told before the end.
    const inputs = planned.command.inputs.map((input) => ({ ...input, options: ["-re"] }));
    const told: number[] = [];
    await runFfmpeg(
      { ...planned.command, inputs },
      {
        signal: new AbortController().signal,
        cwd: join(root, planned.folder),
        onProgress: ({ outTimeSeconds }) => told.push(outTimeSeconds),
      },
    );
    assert.ok((told[0] ?? Infinity) < SECONDS / 2, told.join(" "));
  });

  it("makes nothing that was not asked for", async () => {
    const nothing = { folder: null, relativePath: "", images: [], thumbnails: null, warnings: [] as string[] };
    assert.deepEqual((await extract({})).result, nothing);
    assert.deepEqual((await extract({ Thumbnails: { Generate: false } })).result, nothing);
    const soundOnly = await extract({ Thumbnails: {}, ImageExtraction: { Intervals: [1] } }, null);
    assert.deepEqual(soundOnly.result, {
      ...nothing,
      warnings: ["The film has no picture, so no images were made."],
    });
  });
});

async function sizeOf(picture: string): Promise<string> {
  const asked = ["-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0:s=x", picture];
  return (await run("ffprobe", asked)).stdout.trim();
}

/** The average brightness of a picture, 0 to 255. */
async function brightness(picture: string, crop = "null"): Promise<number> {
  const args = ["-v", "error", "-i", picture, "-vf", `${crop},extractplanes=y`, "-f", "rawvideo", "-"];
  const { stdout } = await run("ffmpeg", args, { encoding: "buffer" });
  return stdout.reduce((sum, byte) => sum + byte, 0) / stdout.length;
}

/** JPEG stretches video's range, 16 to 235, to 0 to 255. The checks in the picture add 5 on average. */
function assertShows(found: number, seconds: number): void {
  const expected = ((32 + 40 * seconds + 5 - 16) * 255) / 219;
  // A frame later or earlier is 1.9 away.
  assert.ok(Math.abs(found - expected) < 1.5, `${found} instead of ${expected.toFixed(1)} at ${seconds} s`);
}
