import type { EventType, LifecycleEvent } from "@reelbus/contracts";
import { childProcesses, makeFilm, makeTempFolder, waitFor } from "@reelbus/testing";
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { assertPromises, smallJob, submit, untilEnded, untilEvent, view } from "../support/job.ts";
import { serveFile } from "../support/slow-file-server.ts";
import { makeSource } from "../support/source-folder.ts";
import { startSystem, type System } from "../support/system.ts";

/** How soon after a cancellation a job's children must be gone: the promise of the product. */
const CHILDREN_GONE_MS = 2000;

describe("cancelling", () => {
  let folder: Awaited<ReturnType<typeof makeTempFolder>>;
  let system: System;
  let longFilm: string;

  before(async () => {
    folder = await makeTempFolder("cancel");
    longFilm = await makeSource(join(folder.path, "long"), { durationSeconds: 20, width: 1280, height: 720 });
    system = await startSystem({ dataDir: join(folder.path, "data"), allow: [folder.path] });
  });

  after(async () => {
    await system.stop();
    await folder.remove();
  });

  const job = (source: string) =>
    smallJob(
      { source, published: join(folder.path, "published") },
      { ContentProcessing: { OutputFormat: ["Cmaf"], OptimizeFor: "Quality" }, Thumbnails: { Generate: true } },
    );
  const cancel = (jobId: string) => fetch(new URL(`jobs/${jobId}/cancel`, system.url), { method: "POST" });
  const mediaChildren = () =>
    childProcesses(system.pid).filter(({ command }) => /ffmpeg|ffprobe|packager/u.test(command));

  const assertCancelled = (events: readonly LifecycleEvent[]) => {
    assertPromises(events);
    const last = events.at(-1);
    assert.equal(last?.EventType, "FinalError");
    assert.equal(last.ErrorCode, 5001);
    assert.equal(last.Reason, "cancelled");
  };

  it("ends a job in mid-encoding, its children and its files", async () => {
    const jobId = await submit(system.url, job(longFilm));
    await untilEvent(system.url, jobId, "EncodingProgress");
    assert.ok(mediaChildren().length > 0);
    assert.equal((await cancel(jobId)).status, 202);
    await waitFor(() => mediaChildren().length === 0, { what: "the children to end", timeoutMs: CHILDREN_GONE_MS });
    assertCancelled(await untilEnded(system.url, jobId));
    assert.equal((await view(system.url, jobId)).Status, "Cancelled");
    assert.equal((await cancel(jobId)).status, 409);
    await waitFor(async () => (await readdir(join(folder.path, "data", "workspace"))).length === 0, {
      what: "the workspace to be empty",
      timeoutMs: 20_000,
    });
  });

  it("ends a job in mid-acquisition", async () => {
    await using server = await serveFile(await makeFilm(), { holdBack: true });
    const jobId = await submit(system.url, {
      ...job(longFilm),
      ContentAcquisition: { Provider: "Http", UriPath: server.url },
    });
    await waitFor(() => server.waiting() > 0, { what: "half the film to be sent", timeoutMs: 20_000 });
    assert.equal((await cancel(jobId)).status, 202);
    await waitFor(() => server.waiting() === 0, { what: "the download to end", timeoutMs: CHILDREN_GONE_MS });
    assertCancelled(await untilEnded(system.url, jobId));
  });

  it("ends a job that waits in the queue, and the one before it goes on", async () => {
    const running = await submit(system.url, job(longFilm));
    await untilEvent(system.url, running, "VideoEncodingStarted");
    const waiting = await submit(system.url, job(longFilm));
    await untilEvent(system.url, waiting, "ContentPreProcessed");
    assert.equal((await cancel(waiting)).status, 202);
    const events = await untilEnded(system.url, waiting);
    assertCancelled(events);
    assert.ok(!events.some((event) => event.EventType === "VideoEncodingStarted"));
    assert.equal((await view(system.url, running)).Status, "Running");
    assert.equal((await cancel(running)).status, 202);
    assertCancelled(await untilEnded(system.url, running));
  });

  it("ends exactly once, whatever the job does at that moment", async () => {
    const short = await makeSource(join(folder.path, "short"), { durationSeconds: 1 });
    const moments: readonly EventType[] = [
      "JobCreated",
      "ContentAcquired",
      "ContentMapped",
      "VideoEncodingStarted",
      "EncodingFinished",
      "ImagesExtracted",
      "ContentPublished",
    ];
    for (const moment of moments) {
      const jobId = await submit(system.url, job(short));
      await untilEvent(system.url, jobId, moment);
      const { status } = await cancel(jobId);
      const events = await untilEnded(system.url, jobId);
      assertPromises(events);
      // Accepted is a promise; refused means that the job had ended before.
      if (status === 202) assertCancelled(events);
      else assert.deepEqual([status, events.at(-1)?.EventType], [409, "JobSuccess"], moment);
    }
  });

  it("answers 404 for a job that does not exist", async () => {
    assert.equal((await cancel("0199f3a2-7c1e-7d53-9f5c-2f1f0a4d8c11")).status, 404);
  });
});
