import type { LifecycleEvent } from "@reelbus/contracts";
import { makeOddMedia, makeTempFolder } from "@reelbus/testing";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { checkOddCase } from "./check-odd-case.ts";
import { smallJob, submit, untilEnded } from "./job.ts";
import type { OddCase } from "./odd-case.ts";
import { startSystem, type System } from "./system.ts";

/** All cases wait in one queue. */
const ALL_JOBS_TIMEOUT_MS = 220_000;

/**
 * The tests of a suite: all cases go through one running system, several at a time, and each is checked in a test of
 * its own.
 */
export function testOddCases(cases: readonly OddCase[]): void {
  let folder: Awaited<ReturnType<typeof makeTempFolder>>;
  let system: System;
  const jobs = new Map<OddCase, Promise<LifecycleEvent[]>>();

  before(async () => {
    folder = await makeTempFolder("odd-input");
    system = await startSystem({ dataDir: join(folder.path, "data"), allow: [folder.path] });
    for (const one of cases) {
      const jobId = await submitCase(one);
      const ended = untilEnded(system.url, jobId, ALL_JOBS_TIMEOUT_MS);
      ended.catch(() => undefined); // the case's own test tells
      jobs.set(one, ended);
    }
  });
  after(async () => {
    await system.stop();
    await folder.remove();
  });

  for (const one of cases)
    it(one.name, async () => {
      await checkOddCase(one, (await jobs.get(one)) ?? []);
    });

  async function submitCase({ name, files, job, folder: label = name }: OddCase): Promise<string> {
    const source = join(folder.path, "sources", label);
    await mkdir(source, { recursive: true });
    for (const [file, recipe] of Object.entries(files)) await copyFile(await makeOddMedia(recipe), join(source, file));
    return submit(system.url, smallJob({ source, published: join(folder.path, "published", label) }, job));
  }
}
