import type { LifecycleEvent } from "@reelbus/contracts";
import { makeTempFolder, waitFor } from "@reelbus/testing";
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { deliveredTo } from "../support/event-folder.ts";
import { assertPromises, historyOf, smallJob, submit, untilEnded, view, WHOLE_HISTORY } from "../support/job.ts";
import { decodingErrors, streamsOf } from "../support/media-check.ts";
import { makeSource } from "../support/source-folder.ts";
import { startSystem, type System } from "../support/system.ts";

describe("the main job", () => {
  let folder: Awaited<ReturnType<typeof makeTempFolder>>;
  let system: System;
  let jobId: string;
  let events: LifecycleEvent[];
  const of = <T extends LifecycleEvent["EventType"]>(type: T) => {
    const found = events.find((event) => event.EventType === type);
    assert.ok(found, `no ${type}`);
    return found as Extract<LifecycleEvent, { EventType: T }>;
  };
  const published = () => join(folder.path, "published");

  before(async () => {
    folder = await makeTempFolder("main-job");
    const source = await makeSource(join(folder.path, "source"), {
      audio: [
        { language: "eng", channels: 2 },
        { language: "deu", channels: 1 },
      ],
    });
    system = await startSystem({ dataDir: join(folder.path, "data"), allow: [folder.path] });
    jobId = await submit(
      system.url,
      smallJob(
        { source, published: published() },
        {
          ExternalId: "film-42",
          ExternalType: "movie",
          ImageExtraction: { Intervals: [10, 50, 100], Pattern: "preview_%.jpg" },
          Thumbnails: { Generate: true },
          MessagePublishers: [{ Type: "Files", UriPath: join(folder.path, "events") }],
          UserData: { requestedBy: "catalogue" },
        },
      ),
    );
    events = await untilEnded(system.url, jobId);
  });

  after(async () => {
    await system.stop();
    await folder.remove();
  });

  it("tells the whole history and keeps the promises", () => {
    assert.deepEqual(historyOf(events), WHOLE_HISTORY);
    assertPromises(events);
    assert.ok(
      events.every((event) => event.ExternalId === "film-42" && event.UserData?.["requestedBy"] === "catalogue"),
    );
  });

  it("maps every language of tracks and side files", () => {
    assert.deepEqual(
      of("ContentMapped").AudioStreams.map((stream) => stream.Language),
      ["en", "de"],
    );
    assert.deepEqual(of("ContentPreProcessed").SubtitleLanguages.toSorted(), ["de", "en"]);
  });

  it("publishes manifests whose every stream decodes", async () => {
    const { Output } = of("JobSuccess");
    for (const manifest of [Output.dash, Output.hls]) {
      assert.ok(manifest);
      assert.match(manifest, /^file:/u);
      const streams = await streamsOf(fileURLToPath(manifest));
      assert.ok(streams.some((stream) => stream.codec_name === "h264"));
      assert.ok(streams.some((stream) => stream.codec_name === "aac"));
    }
    assert.ok(Output.hls);
    assert.equal(await decodingErrors(fileURLToPath(Output.hls), ["-allowed_extensions", "ALL"]), "");
  });

  it("never upscales", () => {
    assert.ok(of("VideoEncodingStarted").Representations.every(({ Height }) => Height <= 180));
  });

  it("makes the pictures and the thumbnails that it tells of", async () => {
    const { Images, RelativePath, Thumbnails } = of("ImagesExtracted");
    assert.deepEqual(Images, ["preview_1.jpg", "preview_2.jpg", "preview_3.jpg"]);
    assert.ok(Thumbnails);
    for (const picture of [...Images.map((image) => join(RelativePath, image)), ...Thumbnails.Files])
      assert.equal((await streamsOf(join(published(), picture)))[0]?.codec_name, "mjpeg");
    assert.match(await readFile(join(published(), Thumbnails.Index), "utf8"), /^WEBVTT/u);
  });

  it("delivers every event to the folder, in order", async () => {
    const delivered = await deliveredTo(join(folder.path, "events"), jobId);
    assert.deepEqual([...delivered.values()], events);
  });

  it("shows a job that agrees with its last event", async () => {
    const job = await view(system.url, jobId);
    assert.equal(job.Status, "Completed");
    assert.equal(job.Progress, 100);
    assert.equal(job.LastSequence, events.length);
    assert.deepEqual(job.Output, of("JobSuccess").Output);
    assert.equal(job.Phases.length, 6);
  });

  it("leaves nothing in the workspace", async () => {
    await waitFor(async () => (await readdir(join(folder.path, "data", "workspace"))).length === 0, {
      what: "the workspace to be empty",
      timeoutMs: 20_000,
    });
  });

  it("stops with exit code 0", async () => {
    assert.equal(await system.stop(), 0);
  });
});
