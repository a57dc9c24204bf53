import { randomUUID } from "node:crypto";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ReelbusError, workspaceFull } from "@reelbus/contracts";
import { errnoOf } from "./errno.ts";

/**
 * Makes the file `toPath` from what `write` writes: under a temporary name beside it, renamed when all is on disk. When
 * anything fails, nothing is left.
 *
 * @throws {ReelbusError} `workspace-full` or `internal` when writing fails; what `write` throws as a ReelbusError
 */
export async function writeWorkspaceFile<Result>(
  toPath: string,
  signal: AbortSignal,
  write: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
  const partPath = join(dirname(toPath), `.reelbus-${randomUUID()}.part`);
  try {
    const file = await open(partPath, "wx");
    try {
      const result = await write(file);
      await file.datasync();
      signal.throwIfAborted();
      await rename(partPath, toPath);
      return result;
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(partPath, { force: true });
    throw error instanceof ReelbusError || signal.aborted ? error : workspaceFailure(error);
  }
}

function workspaceFailure(error: unknown): ReelbusError {
  const errno = errnoOf(error);
  if (errno === "ENOSPC" || errno === "EDQUOT") return workspaceFull(error);
  return new ReelbusError("internal", "A source file could not be written to the workspace.", { cause: error });
}
