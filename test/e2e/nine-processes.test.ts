import { jobsPageSchema } from "@reelbus/contracts";
import { childProcesses, waitFor } from "@reelbus/testing";
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  startServiceProcesses,
  type ServiceName,
  type ServiceProcess,
  type ServiceProcesses,
} from "../support/service-processes.ts";
import { attemptsIn, holdEncoding, isEncoding, makeFilms, type Films, type PostedJob } from "../support/ten-jobs.ts";
import { within } from "../support/within.ts";

const WAIT_MS = 120_000;

/**
 * Ten jobs, and one disturbance after the other: each test is the next step, and the last ones see what became of the
 * jobs. Of acquisition and encoding there are two processes; of each pair one is killed and replaced, then the other
 * one is asked to stop, and the replacement finishes alone.
 */
describe("nine services as nine processes, with ten jobs", () => {
  let services: ServiceProcesses;
  let films: Films;
  const jobs: PostedJob[] = [];
  const pairs = {} as Record<
    "acquisition" | "encoding",
    { readonly killed: ServiceProcess; readonly stopped: ServiceProcess }
  >;
  const dying = {} as Record<"publishing" | "notifier", ServiceProcess>;
  const waitUntil = (condition: () => boolean | Promise<boolean>, what: string) =>
    waitFor(condition, { what, timeoutMs: WAIT_MS });

  const startPair = async (service: "acquisition" | "encoding") => {
    pairs[service] = { killed: services.of(service), stopped: await services.start(service) };
  };
  /** Replaces a service by one that is killed when it is about to rename its n-th file. */
  const startDying = async (service: "publishing" | "notifier", atRename: number) => {
    await services.of(service).stop();
    const crash = join(import.meta.dirname, "../support/crash-at-rename.ts");
    dying[service] = await services.start(service, {
      NODE_OPTIONS: `--import=${crash}`,
      CRASH_AT_RENAME: String(atRename),
    });
  };
  const crash = async (service: ServiceName) => {
    await services.of(service).kill9();
    await services.start(service);
  };

  before(async () => {
    // Who is asked to stop hands its work back at once, instead of finishing what is so short.
    services = await startServiceProcesses({ REELBUS_GRACE_MS: "0" });
    films = await makeFilms(services.folder);
    await films.runUndisturbed(services.url);
    await Promise.all([
      startPair("acquisition"),
      startPair("encoding"),
      startDying("publishing", 5),
      startDying("notifier", 12),
    ]);
  });

  after(async () => {
    await services[Symbol.asyncDispose]();
    await films[Symbol.asyncDispose]();
  });

  it("each job is made once, though the API is killed while they are posted", async () => {
    const { url } = services;
    jobs.push(...(await films.post(url, ["local", "local", "local", "local", "web"])));
    // Held still, so that it has not ended when it is killed.
    await waitUntil(() => holdEncoding(pairs.encoding.killed.pid), "the first encoder to encode");
    const posting = Array.from({ length: 5 }, () => films.post(url, ["web"]));
    await crash("api");
    jobs.push(...(await Promise.all(posting)).flat());
    const page = jobsPageSchema.parse(await (await fetch(new URL("jobs?limit=100", url))).json());
    const made = page.Jobs.filter(({ ExternalId }) => ExternalId?.startsWith("job-"));
    assert.deepEqual(made.map(({ JobId }) => JobId).toSorted(), jobs.map(({ jobId }) => jobId).toSorted());
  });

  it("an encoder is killed while its ffmpeg runs, an acquisition in the middle of a file", async () => {
    const { server } = films;
    assert.ok(isEncoding(pairs.encoding.killed.pid));
    await pairs.encoding.killed.kill9();
    await waitUntil(() => server.waiting() === 2, "both acquisitions to wait for the rest of a film");
    await pairs.acquisition.killed.kill9();
    await waitUntil(() => server.waiting() === 1, "one acquisition to be left");
    await Promise.all([services.start("acquisition"), services.start("encoding")]);
  });

  it("an acquisition is stopped in the middle of a file", async () => {
    const { server } = films;
    await waitUntil(() => server.waiting() === 2, "both acquisitions to wait again");
    assert.equal(await pairs.acquisition.stopped.stop(), 0);
    await waitUntil(() => server.waiting() === 1, "the stopped acquisition to leave");
    server.release();
  });

  it("the conductor is killed, and an encoder stopped while there is none", async () => {
    await waitUntil(() => holdEncoding(pairs.encoding.stopped.pid), "the second encoder to encode");
    const [, exitCode] = await Promise.all([services.of("conductor").kill9(), pairs.encoding.stopped.stop()]);
    assert.equal(exitCode, 0);
    await services.start("conductor");
  });

  it("the publishing service is killed between a file and its name, the notifier likewise", async () => {
    for (const service of ["publishing", "notifier"] as const) {
      const { signal, stderr } = await within(WAIT_MS, `${service} to be killed at a rename`, dying[service].ended);
      assert.equal(signal, "SIGKILL", `${service} ended otherwise:\n${stderr.slice(-4000)}`);
      const folder = join(services.folder, service === "publishing" ? "published" : "events");
      const names = await readdir(folder, { recursive: true });
      assert.ok(
        names.some((name) => /(?:^|\/)\.[^/]*$/u.test(name)),
        `${service} left nothing half done`,
      );
      await services.start(service);
    }
  });

  it("all jobs end right, with the outputs of an undisturbed run", async () => {
    for (const job of jobs) await films.assertEndsRight(services.url, job);
    // A stop makes another attempt; a crash has the same one delivered again.
    assert.equal(await attemptsIn(services.url, jobs, "Acquisition"), jobs.length + 1);
    assert.equal(await attemptsIn(services.url, jobs, "Encoding"), jobs.length + 1);
    assert.equal(await attemptsIn(services.url, jobs, "Publishing"), jobs.length);
  });

  it("nothing is left behind", async () => {
    await waitUntil(async () => (await readdir(services.workspace)).length === 0, "the workspace to be empty");
    const codes = await services.stopAll();
    assert.ok(
      Object.values(codes).every((code) => code === 0),
      JSON.stringify(codes),
    );
    // Whatever a service has started works on files in the workspace, and would now belong to the first process.
    const left = childProcesses(1).filter(({ command }) => command.includes(services.workspace));
    assert.deepEqual(left, []);
  });
});
