import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";

/**
 * Every file below a folder, hidden ones too, relative to it, sorted; none when it does not exist, an empty path when it is
 * itself a file.
 */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return code;
    throw error;
  });
  if (typeof entries === "string") return entries === "ENOENT" ? [] : [""];
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}
