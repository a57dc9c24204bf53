import type { LifecycleEvent } from "@reelbus/contracts";
import { chmod, copyFile, link, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { createApiClient, type ApiClient } from "../client/api-client.ts";
import { timingLines } from "../output/job-text.ts";
import { isOfLinks, linkLines } from "../output/link-lines.ts";
import { UsageError } from "../output/usage-error.ts";
import { startSystem } from "../system/start-system.ts";
import { readSystemSettings } from "../system/system-settings.ts";
import { demoJob } from "./demo-job.ts";
import { openLiveView } from "./live-view.ts";
import { makeFilm } from "./make-film.ts";

/**
 * Runs the main job on a system of its own that lives as long as the demo; outputs stay in `demo-output`.
 *
 * @param source a media file or a folder; null makes a film
 * @returns whether the job succeeded
 */
export async function runDemo(source: string | null, signal: AbortSignal): Promise<boolean> {
  const output = resolve("demo-output", new Date().toISOString().replaceAll(/[:.]/gu, "-"));
  const folders = { source: join(output, "source"), published: join(output, "film"), events: join(output, "events") };
  const isFolder = source !== null && (await isFolderAt(resolve(source)));
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
  if (source === null) {
    print("Making a film of 20 s ...");
    await makeFilm(folders.source);
  } else if (!isFolder) await putInto(folders.source, resolve(source));
  const sourceFolder = isFolder ? resolve(source) : folders.source;

  const dataDir = await mkdtemp(join(tmpdir(), "reelbus-demo-"));
  // The database runs as another user when the demo runs as root: that user has to pass through the folder.
  await chmod(dataDir, 0o755);
  try {
    const settings = await readSystemSettings({ port: "0", data: dataDir, allow: [sourceFolder, output] });
    const startedAtMs = performance.now();
    const system = await startSystem(settings, "error");
    void system.lost.then(() => process.exit(1));
    try {
      signal.throwIfAborted();
      print(`The system is ready at ${system.url} after ${((performance.now() - startedAtMs) / 1000).toFixed(2)} s.\n`);
      return await runJob(createApiClient(system.url), { ...folders, source: sourceFolder }, signal);
    } finally {
      await system.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function runJob(
  client: ApiClient,
  folders: Parameters<typeof demoJob>[0],
  signal: AbortSignal,
): Promise<boolean> {
  const posted = await client.submit(new TextEncoder().encode(JSON.stringify(demoJob(folders))));
  const { JobId } = posted.job;
  const events: LifecycleEvent[] = [];
  const view = openLiveView(process.stdout);
  try {
    for await (const event of client.follow(JobId, 0, signal)) {
      if (isOfLinks(event)) events.push(event);
      view.show(event);
    }
  } finally {
    view.close();
  }
  const job = await client.job(JobId);
  print("", ...linkLines(job.Output, events), "", ...timingLines(job));
  if (job.Output !== null) print("", "docs/playback.md says how to watch it in a browser.");
  if (job.Error !== null) print("", `${String(job.Error.ErrorCode)} ${job.Error.ErrorName}: ${job.Error.Message}`);
  return job.Status === "Completed";
}

/** @throws UsageError that says so when there is nothing */
async function isFolderAt(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new UsageError(`${path} does not exist; give a media file or a folder`, { cause });
  });
  return found.isDirectory();
}

/** Without copying where links work. */
async function putInto(folder: string, path: string): Promise<void> {
  const target = join(folder, basename(path));
  await link(path, target).catch(() => copyFile(path, target));
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
