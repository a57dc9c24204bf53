import { open, rename, stat, type FileHandle } from "node:fs/promises";

/** A log that has grown beyond this is put aside, in place of the one put aside before. */
const LIMIT_BYTES = 8 * 1024 * 1024;
const TAIL_BYTES = 4096;

/** Opens a file for what a child prints, readable by its owner alone, to go on where the last child ended. */
export async function openChildLog(path: string): Promise<FileHandle> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LIMIT_BYTES) await rename(path, `${path}.1`);
  return open(path, "a", 0o600);
}

/** The end of a log, at most 4 KiB, to explain a failure with; says so when there is none. */
export async function readLogTail(path: string): Promise<string> {
  try {
    await using log = await open(path);
    const { size } = await log.stat();
    const { buffer, bytesRead } = await log.read({
      buffer: Buffer.alloc(TAIL_BYTES),
      position: Math.max(0, size - TAIL_BYTES),
    });
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return "there is no log";
  }
}
