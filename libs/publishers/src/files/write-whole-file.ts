import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { systemCodeOf } from "../connection-error.ts";
import { isTemporaryName, temporaryName } from "../event-file.ts";
import { syncFolder } from "./sync-folder.ts";

/**
 * Puts a file into a folder whole or not at all, durably: readers see the name only with all of its content. It is
 * written under a hidden temporary name that nobody else uses, so two writers of the same file can't mix; the last one
 * wins. A crash can leave the temporary file behind, for `removeLeftovers`.
 */
export async function writeWholeFile(folder: string, name: string, content: Buffer): Promise<void> {
  const temporary = join(folder, temporaryName(name));
  try {
    await writeDurably(temporary, content);
    await rename(temporary, join(folder, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  try {
    await syncFolder(folder);
  } catch (error) {
    // A reader has taken the file, and the folder with it.
    if (systemCodeOf(error) !== "ENOENT") throw error;
  }
}

/**
 * Removes the temporary files that crashes left in a folder. A writer that still lives finds its own gone, as if a reader
 * had removed the folder; the files that stand under their names stay whole.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter(isTemporaryName);
  // One at a time: where the file system hangs, each call would keep a thread of its own.
  for (const name of left) await rm(join(folder, name), { force: true });
}

/** Makes a folder and those above it, durably. */
export async function makeFolder(folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true });
  if (firstMade === undefined) return;
  const top = dirname(firstMade);
  for (let parent = dirname(folder); ; parent = dirname(parent)) {
    await syncFolder(parent);
    if (parent === top) return;
  }
}

async function writeDurably(path: string, content: Buffer): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
