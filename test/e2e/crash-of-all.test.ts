import type { JobView } from "@reelbus/contracts";
import { childProcesses, makeTempFolder, waitFor } from "@reelbus/testing";
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { view } from "../support/job.ts";
import { startSystem, type System } from "../support/system.ts";
import { attemptsIn, holdEncoding, makeFilms, type Films, type PostedJob } from "../support/ten-jobs.ts";

const WAIT_MS = 120_000;

/** Ten jobs, and one end of the whole system after the other, each followed by a start on the same data folder. */
describe("reelbus up, with ten jobs", () => {
  let folder: Awaited<ReturnType<typeof makeTempFolder>>;
  let films: Films;
  let system: System;
  let jobs: PostedJob[];

  const start = () =>
    startSystem({
      dataDir: join(folder.path, "data"),
      allow: [folder.path],
      // Who is asked to stop hands its work back at once, instead of finishing what is so short.
      env: { REELBUS_GRACE_MS: "0" },
    });
  /** Waits until the jobs are as they should be while one is encoded, and holds it there. */
  const untilEncodingAnd = (condition: (views: readonly JobView[]) => boolean, what: string) =>
    waitFor(
      async () => {
        const views = await Promise.all(jobs.map(({ jobId }) => view(system.url, jobId)));
        return condition(views) && holdEncoding(system.pid);
      },
      { what, timeoutMs: WAIT_MS },
    );

  before(async () => {
    folder = await makeTempFolder("crash-of-all");
    films = await makeFilms(folder.path);
    system = await start();
    await films.runUndisturbed(system.url);
  });

  after(async () => {
    await system[Symbol.asyncDispose]();
    await films[Symbol.asyncDispose]();
    await folder.remove();
  });

  it("all is killed while some jobs acquire, one encodes and others wait", async () => {
    const local = Array.from({ length: 4 }, () => "local" as const);
    const web = Array.from({ length: 6 }, () => "web" as const);
    jobs = await films.post(system.url, [...local, ...web]);
    await untilEncodingAnd((views) => {
      const count = (phase: string, status: string) =>
        views.filter((job) => job.Phase === phase && job.Status === status).length;
      return films.server.waiting() === 2 && count("Acquisition", "Queued") > 0 && count("Encoding", "Running") === 1;
    }, "jobs that acquire, that encode and that wait");
    const programs = childProcesses(system.pid).map(({ command }) => command);
    for (const program of ["nats-server", "postgres", "libx264"])
      assert.ok(
        programs.some((command) => command.includes(program)),
        program,
      );
    await system.killAll();
    films.server.release();
    system = await start();
  });

  it("all is killed again when some jobs have ended and others are in several phases", async () => {
    await untilEncodingAnd((views) => {
      const open = views.filter(({ Status }) => Status !== "Completed");
      return open.length < views.length && new Set(open.map(({ Phase }) => Phase)).size > 1;
    }, "jobs that have ended and jobs in several phases");
    await system.killAll();
    system = await start();
  });

  it("all is asked to stop in the middle of encoding, and hands the work back", async () => {
    await waitFor(() => holdEncoding(system.pid), { what: "a job that encodes", timeoutMs: WAIT_MS });
    assert.equal(await system.stop(), 0);
    system = await start();
  });

  it("all jobs end right, with the outputs of an undisturbed run", async () => {
    for (const job of jobs) await films.assertEndsRight(system.url, job);
    // The stop made another attempt; a crash has the same one delivered again.
    assert.equal(await attemptsIn(system.url, jobs, "Encoding"), jobs.length + 1);
  });

  it("nothing is left behind", async () => {
    const workspace = join(folder.path, "data", "workspace");
    await waitFor(async () => (await readdir(workspace)).length === 0, {
      what: "the workspace to be empty",
      timeoutMs: WAIT_MS,
    });
    assert.equal(await system.stop(), 0);
    // Whatever the system has started works below its folder, and would now belong to the first process.
    const left = childProcesses(1).filter(({ command }) => command.includes(folder.path));
    assert.deepEqual(left, []);
  });
});
