import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { parseJobDescription, ReelbusError, type JobDescriptionInput, type PhaseProgress } from "@reelbus/contracts";
import { createLocalPathResolver, silentLogger } from "@reelbus/kit";
import type { PhaseContext } from "@reelbus/phase-worker";
import { startFileServer } from "@reelbus/storage/testing";
import { makeTempFolder, withLeakCheck } from "@reelbus/testing";
import { createAcquisitionHandler } from "./acquire.ts";

type Told = { readonly percent: number } & PhaseProgress<"Acquisition">;

/** Runs the handler in a workspace of its own, for a source that may lie in `media`. */
async function setUp() {
  const root = await makeTempFolder("acquisition");
  const [media, workspace] = [join(root.path, "media"), join(root.path, "workspace/attempt")];
  await mkdir(media);
  await mkdir(workspace, { recursive: true });
  const handler = createAcquisitionHandler({ resolveLocalPath: createLocalPathResolver([media]) });
  const told: Told[] = [];

  const acquire = (
    ContentAcquisition: JobDescriptionInput["ContentAcquisition"],
    { signal = new AbortController().signal, onProgress }: { signal?: AbortSignal; onProgress?: () => void } = {},
  ) => {
    const parsed = parseJobDescription({
      ContentAcquisition,
      ContentProcessing: { OutputFormat: ["Cmaf"] },
      ContentPublishing: { Provider: "Local", UriPath: "/published" },
    });
    assert.ok(parsed.ok, JSON.stringify(parsed));
    const context: Omit<PhaseContext<"Acquisition">, "work"> = {
      description: parsed.description,
      input: {},
      signal,
      folder: { path: workspace, relative: "job/acquisition/1.1" },
      resolve: (relative) => join(root.path, "workspace", relative),
      progress: (percent, details) => {
        told.push({ percent, ...details });
        onProgress?.();
      },
      planned: () => Promise.reject(new Error("not in this phase")),
      logger: silentLogger,
    };
    return handler(context as PhaseContext<"Acquisition">);
  };
  const read = (path: string) => readFile(join(workspace, path), "utf8");
  return { media, workspace, told, acquire, read, [Symbol.asyncDispose]: () => root.remove() };
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

test(
  "a folder comes whole, with odd names, and with progress over its bytes",
  withLeakCheck(async () => {
    await using at = await setUp();
    await writeFiles(at.media, { "film é 100%.mp4": "12345678", 'subtitles/it\'s "en".srt': "12" });
    const result = await at.acquire({ Provider: "Local", UriPath: at.media });
    assert.deepEqual(result, {
      folder: "job/acquisition/1.1",
      files: [
        { path: "film é 100%.mp4", sizeBytes: 8 },
        { path: 'subtitles/it\'s "en".srt', sizeBytes: 2 },
      ],
    });
    assert.equal(await at.read("film é 100%.mp4"), "12345678");
    assert.equal(await at.read('subtitles/it\'s "en".srt'), "12");
    assert.deepEqual(at.told.at(0), { percent: 0, bytesAcquired: 0, totalBytes: 10 });
    assert.deepEqual(at.told.at(-1), { percent: 100, bytesAcquired: 10, totalBytes: 10 });
  }),
);

test(
  "several files come over HTTP, also two of the same name",
  withLeakCheck(async () => {
    await using at = await setUp();
    await using server = await startFileServer(
      new Map([
        ["film.mp4", Buffer.from("film")],
        ["a/en.vtt", Buffer.from("one")],
        ["b/en.vtt", Buffer.from("three")],
      ]),
    );
    const UriPaths = ["film.mp4", "a/en.vtt", "b/en.vtt"].map((path) => server.urlOf(path));
    const { files } = await at.acquire({ Provider: "Http", UriPaths });
    assert.deepEqual(files, [
      { path: "film.mp4", sizeBytes: 4 },
      { path: "en.vtt", sizeBytes: 3 },
      { path: "2/en.vtt", sizeBytes: 5 },
    ]);
    assert.equal(await at.read("2/en.vtt"), "three");
    assert.equal(at.told.at(-1)?.totalBytes, 12);
  }),
);

test(
  "at most four files come at a time",
  withLeakCheck(async () => {
    await using at = await setUp();
    let running = 0;
    let most = 0;
    let arrived: () => void = () => undefined;
    const fourArrived = new Promise<void>((resolve) => (arrived = resolve));
    await using server = await startFileServer(new Map(), (request, response) => {
      if (request.method === "HEAD") {
        response.writeHead(200, { "content-length": 1 }).end();
        return true;
      }
      running += 1;
      most = Math.max(most, running);
      if (running === 4) arrived();
      // Nobody is answered before four have asked.
      void fourArrived.then(() => {
        running -= 1;
        response.end("x");
      });
      return true;
    });
    const UriPaths = Array.from({ length: 12 }, (_, index) => server.urlOf(`${index}.ts`));
    const { files } = await at.acquire({ Provider: "Http", UriPaths });
    assert.equal(files.length, 12);
    assert.equal(most, 4);
  }),
);

test(
  "what is missing has its reason",
  withLeakCheck(async () => {
    await using at = await setUp();
    await using server = await startFileServer(new Map());
    const withReason = (reason: string) => (error: unknown) => error instanceof ReelbusError && error.reason === reason;
    await assert.rejects(at.acquire({ Provider: "Local", UriPath: `${at.media}/gone` }), withReason("file-not-found"));
    await assert.rejects(at.acquire({ Provider: "Local", UriPath: at.media }), withReason("no-files"));
    await assert.rejects(
      at.acquire({ Provider: "Http", UriPath: server.urlOf("gone.mp4") }),
      withReason("file-not-found"),
    );
    await assert.rejects(at.acquire({ Provider: "Local", UriPath: "/etc" }), withReason("location-not-allowed"));
  }),
);

test(
  "one failing file ends the others, with its own error",
  withLeakCheck(async () => {
    await using at = await setUp();
    await using server = await startFileServer(new Map([["good.mp4", Buffer.from("film")]]), (request, response) => {
      if (request.method === "HEAD") return response.writeHead(200, { "content-length": 1 }).end() === response;
      if (request.url === "/bad.mp4") return response.writeHead(500).end() === response;
      // Never answered.
      return request.url === "/hanging.mp4";
    });
    const UriPaths = ["hanging.mp4", "bad.mp4", "good.mp4"].map((path) => server.urlOf(path));
    await assert.rejects(at.acquire({ Provider: "Http", UriPaths }), /bad\.mp4/u);
  }),
);

test(
  "an abort ends hanging transfers at once",
  withLeakCheck(async () => {
    await using at = await setUp();
    await using server = await startFileServer(new Map(), (request, response) => {
      response.writeHead(200, { "content-length": 1000 });
      if (request.method === "HEAD") response.end();
      else response.write("a part");
      return true;
    });
    const abort = new AbortController();
    const reason = new Error("cancelled");
    const onProgress = () => {
      if ((at.told.at(-1)?.bytesAcquired ?? 0) > 0) abort.abort(reason);
    };
    const UriPaths = Array.from({ length: 6 }, (_, index) => server.urlOf(`${index}.ts`));
    await assert.rejects(at.acquire({ Provider: "Http", UriPaths }, { signal: abort.signal, onProgress }), reason);
    assert.deepEqual(await readdir(at.workspace), []);
  }),
);
