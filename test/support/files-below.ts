import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";

/** Every file below a folder, hidden ones too, relative to it, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

/** The same of a folder that may be missing, and then has none, or be a file, which is an empty path. */
export async function filesIfAny(folder: string): Promise<string[]> {
  return filesBelow(folder).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    if (code === "ENOTDIR") return [""];
    throw error;
  });
}
