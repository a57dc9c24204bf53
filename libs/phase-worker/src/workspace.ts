import { randomUUID } from "node:crypto";
import { mkdir, rm, rmdir } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { ReelbusError, slugOf, type Work } from "@reelbus/contracts";
import type { AttemptFolder } from "./phase-handler.ts";

/**
 * The folder that all phase services share: `<root>/<job>/<phase>/<attempt>.<delivery>`, with more behind it when that is
 * taken: a bus that was killed may forget that it has delivered, and who got the work first may still live.
 */
export interface Workspace {
  /** A new, empty folder for one delivery. */
  createAttempt(work: Work, delivery: number): Promise<AttemptFolder>;
  /** Removes the folder of one delivery. */
  removeAttempt(folder: AttemptFolder): Promise<void>;
  /** Removes all that was made for a job. */
  removeJob(jobId: string): Promise<void>;
  /**
   * The absolute path of a path relative to the root.
   * @throws ReelbusError `internal`, not retryable, for a path that leaves the workspace
   */
  readonly resolve: (relative: string) => string;
}

/** @param root absolute */
export function openWorkspace(root: string): Workspace {
  const resolve = (relative: string): string => {
    const path = join(root, relative);
    if (path.startsWith(join(root, sep))) return path;
    throw new ReelbusError("internal", "A path leaves the job's workspace.", { retryable: false });
  };
  return {
    resolve,
    createAttempt: async ({ jobId, phase, attempt }, delivery) => {
      const usual = `${jobId}/${slugOf(phase)}/${attempt}.${delivery}`;
      const isNew = (await mkdir(resolve(usual), { recursive: true })) !== undefined;
      const relative = isNew ? usual : `${usual}-${randomUUID()}`;
      const path = resolve(relative);
      if (!isNew) await mkdir(path, { recursive: true });
      return { path, relative };
    },
    removeAttempt: async ({ path }) => {
      await rm(path, { recursive: true, force: true });
      // The job may have been cleaned up before: its empty folders must not stay behind.
      const phaseFolder = dirname(path);
      for (const folder of [phaseFolder, dirname(phaseFolder)]) await rmdir(folder).catch(() => undefined);
    },
    removeJob: (jobId) => rm(resolve(jobId), { recursive: true, force: true }),
  };
}
