import { readdirSync, statSync, watch, type FSWatcher } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { waitFor } from "./wait-for.ts";

const HIDDEN = /(?:^|\/)\./u;

/** Sees the files of a folder and of those below it, hidden ones left out, as they appear under their names. */
export interface FolderWatch extends Disposable {
  /** The paths of all that have appeared, relative to the folder, in the order in which they did. */
  appeared(): Promise<readonly string[]>;
}

/**
 * Watches a folder from now on. The kernel tells the order; of the files that were in a folder before it was watched, as
 * another process may put them there at once, it can't, and they count in the order of their names. For folders that stay:
 * one that is removed is told as a file, and not seen when it is made again.
 * @param folder need not be there yet, the folder that it lies in must
 */
export function watchFolder(folder: string): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  const files = new Set<string>();
  const look = (path: string): void => {
    if (basename(path).startsWith(".") || files.has(path) || watchers.has(path)) return;
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
      files.add(path);
      return;
    }
    watchers.set(
      path,
      watch(path, (_, name) => look(join(path, name ?? "."))),
    );
    for (const name of readdirSync(path).sort()) look(join(path, name));
  };
  const parent = dirname(folder);
  const comesToBe = (name: string | null): void => {
    if (name === basename(folder)) look(folder);
  };
  watchers.set(
    parent,
    watch(parent, (_, name) => comesToBe(name)),
  );
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) look(folder);
  return {
    appeared: async () => {
      const there = await filesIn(folder);
      await waitFor(() => there.every((path) => files.has(path)), { what: `the files in ${folder}`, intervalMs: 1 });
      return [...files].map((path) => relative(folder, path));
    },
    [Symbol.dispose]: () => {
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

async function filesIn(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return all
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !HIDDEN.test(relative(folder, path)));
}
