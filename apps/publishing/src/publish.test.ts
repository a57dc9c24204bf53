import assert from "node:assert/strict";
import { access, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  parseJobDescription,
  phaseResultSchemas,
  ReelbusError,
  type JobDescriptionInput,
  type PhaseInput,
} from "@reelbus/contracts";
import { createLocalPathResolver, silentLogger } from "@reelbus/kit";
import type { PhaseContext } from "@reelbus/phase-worker";
import { makeTempFolder, withLeakCheck } from "@reelbus/testing";
import { createPublishingHandler } from "./publish.ts";

const manifests = { dash: "manifest.mpd", hls: "manifest.m3u8" };
const noImages = { folder: null, relativePath: "", images: [], thumbnails: null, warnings: [] };
const someImages = { ...noImages, folder: "images", relativePath: "pictures", images: ["a 1.jpg"] };
const film = {
  "encoding/manifest.mpd": "dash",
  "encoding/manifest.m3u8": "hls",
  "encoding/video/1080/playlist.m3u8": "playlist",
  "encoding/video/1080/1.m4s": "segment 1",
  "encoding/video/1080/2.m4s": "segment 2",
};
const pictures = { "images/pictures/a 1.jpg": "picture", "images/manifest.mpd": "dash with thumbnails" };

/** A workspace, a folder for customers, and the handler over both. */
async function setUp(files: Readonly<Record<string, string>>) {
  const root = await makeTempFolder("publishing");
  const [workspace, customers] = [join(root.path, "workspace"), join(root.path, "customers")];
  await mkdir(customers);
  await writeFiles(workspace, files);
  const handler = createPublishingHandler({ resolveLocalPath: createLocalPathResolver([customers]) });
  const told: number[] = [];

  const publish = async (
    images: PhaseInput<"Publishing">["images"] = noImages,
    changes: Partial<JobDescriptionInput> = {},
    signal = new AbortController().signal,
  ) => {
    const parsed = parseJobDescription({
      ContentAcquisition: { Provider: "Local", UriPath: "/in" },
      ContentProcessing: { OutputFormat: ["Cmaf"] },
      ContentPublishing: { Provider: "Local", UriPath: `${customers}/film 42` },
      ...changes,
    });
    assert.ok(parsed.ok, JSON.stringify(parsed));
    const plan = { videoFormat: "H264", optimizeFor: "Balance", representations: [] };
    const context: Omit<PhaseContext<"Publishing">, "work" | "folder"> & { readonly work: { readonly jobId: string } } =
      {
        work: { jobId: "job-1" },
        description: parsed.description,
        input: {
          encoding: { folder: "encoding", images: null, plan, representations: [], manifests, warnings: [] },
          images,
        },
        signal,
        resolve: (relative) => join(workspace, relative),
        progress: (percent) => told.push(percent),
        planned: () => Promise.reject(new Error("not in this phase")),
        logger: silentLogger,
      };
    return await handler(context as PhaseContext<"Publishing">);
  };
  return {
    workspace,
    customers,
    out: join(customers, "film 42"),
    told,
    publish,
    [Symbol.asyncDispose]: () => root.remove(),
  };
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

async function contentsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(
    paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path, "utf8")]),
  );
  return Object.fromEntries(contents) as Record<string, string>;
}

test(
  "the film is published whole, and the result says where",
  withLeakCheck(async () => {
    await using at = await setUp(film);
    const result = await at.publish();
    assert.deepEqual(await contentsOf(at.out), {
      "manifest.mpd": "dash",
      "manifest.m3u8": "hls",
      "video/1080/playlist.m3u8": "playlist",
      "video/1080/1.m4s": "segment 1",
      "video/1080/2.m4s": "segment 2",
    });
    const url = pathToFileURL(at.out).href;
    assert.deepEqual(result, {
      published: [{ type: "cmaf", location: `${url}/`, totalFiles: 5, totalSizeBytes: 33 }],
      output: { dash: `${url}/manifest.mpd`, hls: `${url}/manifest.m3u8` },
    });
    assert.deepEqual(phaseResultSchemas.Publishing.parse(result), result);
    assert.deepEqual(at.told, [20, 40, 60, 80, 100]);
  }),
);

test(
  "the pictures' folder is laid over the film's",
  withLeakCheck(async () => {
    await using at = await setUp({ ...film, ...pictures });
    const { published } = await at.publish(someImages);
    const contents = await contentsOf(at.out);
    assert.equal(contents["pictures/a 1.jpg"], "picture");
    assert.equal(contents["manifest.mpd"], "dash with thumbnails");
    assert.equal(contents["manifest.m3u8"], "hls");
    assert.equal(published[0]?.totalFiles, 6);
  }),
);

test(
  "pictures go to their own location when they have one",
  withLeakCheck(async () => {
    await using at = await setUp({ ...film, ...pictures });
    const Location = { Provider: "Local" as const, UriPath: `${at.customers}/elsewhere` };
    const { published } = await at.publish(someImages, { ImageExtraction: { Intervals: [50], Location } });
    assert.deepEqual(await contentsOf(join(at.customers, "elsewhere")), { "pictures/a 1.jpg": "picture" });
    assert.equal("pictures/a 1.jpg" in (await contentsOf(at.out)), false);
    assert.equal(published[0]?.totalFiles, 5);
  }),
);

test(
  "publishing again after a break ends the same",
  withLeakCheck(async () => {
    await using at = await setUp(film);
    await writeFiles(at.out, {
      "video/1080/1.m4s": "half of it",
      "video/1080/.reelbus-job-1-left.tmp": "by a service that was killed",
      "notes.txt": "the customer's own",
    });
    const first = await at.publish();
    assert.deepEqual(await at.publish(), first);
    const contents = await contentsOf(at.out);
    assert.equal(contents["video/1080/1.m4s"], "segment 1");
    assert.equal(contents["notes.txt"], "the customer's own");
    assert.equal(Object.keys(contents).length, 6);
  }),
);

test(
  "what lies in the folder stays, save for the files that the film has too",
  withLeakCheck(async () => {
    await using at = await setUp(film);
    const others = { "video/1080/3.m4s": "segment 3 of a longer film", "notes.txt": "the customer's own" };
    await writeFiles(at.out, { ...others, "manifest.mpd": "the longer film's", "video/1080/1.m4s": "its segment 1" });
    await at.publish();
    const contents = await contentsOf(at.out);
    assert.partialDeepStrictEqual(contents, { ...others, "manifest.mpd": "dash", "video/1080/1.m4s": "segment 1" });
    assert.equal(Object.keys(contents).length, 7);
  }),
);

test(
  "no manifest appears when a segment can't be published",
  withLeakCheck(async () => {
    await using at = await setUp(film);
    await mkdir(join(at.out, "video/1080/2.m4s"), { recursive: true });
    await assert.rejects(at.publish(), (error) => error instanceof ReelbusError && error.reason === "write-refused");
    for (const name of ["manifest.mpd", "manifest.m3u8", "video/1080/playlist.m3u8"])
      await assert.rejects(access(join(at.out, name)), { code: "ENOENT" });
  }),
);

test(
  "a film that is no longer in the workspace is a fault of ours",
  withLeakCheck(async () => {
    const { "encoding/manifest.m3u8": _gone, ...rest } = film;
    await using at = await setUp(rest);
    await assert.rejects(at.publish(), (error) => error instanceof ReelbusError && error.reason === "internal");
  }),
);

test(
  "an abort publishes nothing more",
  withLeakCheck(async () => {
    await using at = await setUp(film);
    const reason = new Error("cancelled");
    await assert.rejects(at.publish(noImages, {}, AbortSignal.abort(reason)), reason);
    await assert.rejects(access(join(at.out, "manifest.mpd")), { code: "ENOENT" });
  }),
);
