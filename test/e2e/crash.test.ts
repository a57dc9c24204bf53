import type { JobDescriptionInput } from "@reelbus/contracts";
import { childProcesses, isLiving, makeTempFolder, waitFor } from "@reelbus/testing";
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { assertPromises, historyOf, smallJob, submit, untilEnded, untilEvent, WHOLE_HISTORY } from "../support/job.ts";
import { startServiceProcesses } from "../support/service-processes.ts";
import { makeSource } from "../support/source-folder.ts";
import { startSystem } from "../support/system.ts";

/** How soon another service must have taken over and finished a short film: the promise of the product. */
const TAKEN_OVER_MS = 30_000;

const SLOW_ENCODING = {
  OutputFormat: ["Cmaf"],
  OptimizeFor: "Quality",
} satisfies JobDescriptionInput["ContentProcessing"];

describe("a crash in mid-encoding", () => {
  it("of one service: another one finishes the job", async () => {
    await using services = await startServiceProcesses();
    const source = await makeSource(join(services.folder, "source"), { durationSeconds: 8, width: 640, height: 360 });
    const jobId = await submit(
      services.url,
      smallJob({ source, published: join(services.folder, "published") }, { ContentProcessing: SLOW_ENCODING }),
    );
    await untilEvent(services.url, jobId, "EncodingProgress");
    await services.start("encoding");
    const crashing = services.of("encoding").child;
    const ffmpeg = childProcesses(crashing.pid).find(({ command }) => command.includes("ffmpeg"));
    assert.ok(ffmpeg, "no encoder was running");
    crashing.kill("SIGKILL");
    await waitFor(() => !isLiving(ffmpeg.pid), { what: "ffmpeg to die with its service" });
    const events = await untilEnded(services.url, jobId, TAKEN_OVER_MS);
    assertPromises(events);
    assert.deepEqual(historyOf(events), WHOLE_HISTORY);
  });

  it("of the whole system: the next start finishes the job", async () => {
    await using folder = await makeTempFolder("crash-all");
    const source = await makeSource(join(folder.path, "source"), { durationSeconds: 8, width: 640, height: 360 });
    const options = { dataDir: join(folder.path, "data"), allow: [folder.path] };
    const crashing = await startSystem(options);
    const jobId = await submit(
      crashing.url,
      smallJob({ source, published: join(folder.path, "published") }, { ContentProcessing: SLOW_ENCODING }),
    );
    await untilEvent(crashing.url, jobId, "EncodingProgress");
    const children = childProcesses(crashing.pid).map(({ pid }) => pid);
    await crashing.kill9();
    await waitFor(() => !children.some(isLiving), { what: "the children to die with their parent" });

    await using system = await startSystem(options);
    const events = await untilEnded(system.url, jobId);
    assertPromises(events);
    assert.deepEqual(historyOf(events), WHOLE_HISTORY);
  });

  it("is none when SIGTERM comes: the work is handed back, and the next start finishes it", async () => {
    await using folder = await makeTempFolder("sigterm");
    const source = await makeSource(join(folder.path, "source"), { durationSeconds: 8, width: 640, height: 360 });
    const options = { dataDir: join(folder.path, "data"), allow: [folder.path] };
    const first = await startSystem({ ...options, env: { REELBUS_GRACE_MS: "0" } });
    const jobId = await submit(
      first.url,
      smallJob({ source, published: join(folder.path, "published") }, { ContentProcessing: SLOW_ENCODING }),
    );
    await untilEvent(first.url, jobId, "EncodingProgress");
    assert.equal(await first.stop(), 0);

    await using second = await startSystem(options);
    const events = await untilEnded(second.url, jobId);
    assertPromises(events);
    assert.deepEqual(historyOf(events), WHOLE_HISTORY);
  });
});
