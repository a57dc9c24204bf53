import { lstat, opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { ReelbusError } from "@reelbus/contracts";
import { errnoOf } from "../errno.ts";
import { shownLocation } from "../shown-location.ts";
import type { SourceFile } from "../source.ts";
import type { StorageOptions } from "../storage-options.ts";
import { readFailure } from "./read-failure.ts";
import { resolvePath } from "./resolve-path.ts";

const MAX_ENTRIES = 10_000;

interface ListOptions extends StorageOptions {
  /** The folder as the customer wrote it. */
  readonly shown: string;
  readonly signal: AbortSignal;
}

/**
 * Every file below a folder (a real path), sorted by its path's UTF-16 code units. Hidden files and folders, sockets,
 * pipes and devices are left out. A symbolic link counts as what it leads to; a folder that was seen already is not
 * entered again, so links can't make a circle.
 *
 * @throws {ReelbusError} `too-many-files` above 10,000 entries; `location-not-allowed`, `file-not-found`,
 *   `access-denied`, naming the entry
 */
export async function listFolder(root: string, options: ListOptions): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  const seenFolders = new Set([root]);
  let entries = 0;

  const namesIn = async (folder: string, shown: string): Promise<string[]> => {
    const names: string[] = [];
    try {
      for await (const entry of await opendir(folder)) {
        options.signal.throwIfAborted();
        entries += 1;
        if (entries > MAX_ENTRIES) throw tooManyFiles(options.shown);
        if (!entry.name.startsWith(".")) names.push(entry.name);
      }
    } catch (error) {
      options.signal.throwIfAborted();
      throw readFailure(error, shown);
    }
    return names.sort();
  };

  const walk = async (folder: string, prefix: string): Promise<void> => {
    for (const name of await namesIn(folder, shownLocation(options.shown, prefix))) {
      options.signal.throwIfAborted();
      const path = prefix + name;
      const { real, info } = await followed(join(folder, name), shownLocation(options.shown, path), options);
      if (info.isFile()) files.push({ path, sizeBytes: info.size });
      if (!info.isDirectory() || seenFolders.has(real)) continue;
      seenFolders.add(real);
      await walk(real, `${path}/`);
    }
  };

  await walk(root, "");
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function followed(path: string, shown: string, options: ListOptions) {
  try {
    const info = await lstat(path);
    if (!info.isSymbolicLink()) return { real: path, info };
    const real = await resolvePath(options, path, shown);
    return { real, info: await stat(real) };
  } catch (error) {
    if (errnoOf(error) === "ENOENT")
      throw new ReelbusError(
        "file-not-found",
        `"${shown}" is listed but does not exist: a link without its file, a file just removed, or a name that is not UTF-8.`,
        { cause: error },
      );
    throw readFailure(error, shown);
  }
}

function tooManyFiles(shown: string): ReelbusError {
  return new ReelbusError(
    "too-many-files",
    `"${shownLocation(shown)}" holds more than ${MAX_ENTRIES} files and folders. Give the folder of one film.`,
  );
}
