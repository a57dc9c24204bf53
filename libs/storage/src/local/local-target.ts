import type { Stats } from "node:fs";
import { chmod, mkdir, open, rename, rm, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ReelbusError, type PublishingStorage } from "@reelbus/contracts";
import { CallScope } from "../call-scope.ts";
import { errnoOf } from "../errno.ts";
import { isInnerPath } from "../relative-path.ts";
import { shownLocation } from "../shown-location.ts";
import type { StorageOptions } from "../storage-options.ts";
import type { Target } from "../target.ts";
import { copyBytes } from "./copy-bytes.ts";
import { hardLink, reflink } from "./place-without-copy.ts";
import { resolvePath } from "./resolve-path.ts";
import { TemporaryNames } from "./temporary-names.ts";
import { writeFailure } from "./write-failure.ts";

/**
 * A folder of this machine. Files and folders get the permissions of the process's umask. A put moves no bytes where
 * it can: a hard link is made only of a file that already has the owner, group and mode of a fresh one, so that
 * nothing about a published file shows where it came from.
 */
export class LocalTarget implements Target {
  readonly #uriPath: string;
  readonly #options: StorageOptions;
  readonly #calls = new CallScope();
  readonly #temporaryNames: TemporaryNames;
  #freshFile: Promise<Stats> | null = null;

  constructor(storage: PublishingStorage, options: StorageOptions) {
    this.#uriPath = storage.UriPath;
    this.#options = options;
    this.#temporaryNames = new TemporaryNames(options.owner);
  }

  check(signal: AbortSignal): Promise<void> {
    return this.#calls.run(signal, async () => {
      await this.#probe();
    });
  }

  put(localPath: string, path: string, signal: AbortSignal): Promise<void> {
    return this.#calls.run(signal, async (signal) => {
      const shown = this.#shown(path);
      if (!isInnerPath(path)) throw new ReelbusError("location-not-allowed", `"${shown}" leads out of its folder.`);
      const local = await open(localPath, "r").catch(rejectWithReadFailure);
      try {
        const folder = await this.#madeFolder(dirname(path));
        await this.#replace(local, localPath, join(folder, basename(path)), signal);
      } catch (error) {
        throw signal.aborted ? error : writeFailure(error, shown);
      } finally {
        await local.close();
      }
    });
  }

  location(path = ""): string {
    const folder = this.#uriPath.startsWith("file:") ? fileURLToPath(this.#uriPath) : this.#uriPath;
    return pathToFileURL(join(folder, "/", path)).href;
  }

  close(): Promise<void> {
    return this.#calls.close();
  }

  async #replace(local: FileHandle, localPath: string, finalPath: string, signal: AbortSignal): Promise<void> {
    const info = await local.stat();
    const temporary = join(dirname(finalPath), this.#temporaryNames.next());
    try {
      await this.#place(local, info, localPath, temporary, signal);
      signal.throwIfAborted();
      await rename(temporary, finalPath);
      await syncFolder(dirname(finalPath));
    } finally {
      // Also after a put of the same file again: renaming one name of a file to another of its names does nothing.
      await rm(temporary, { force: true });
    }
  }

  /** Makes the new file `to` with the local file's bytes on disk. */
  async #place(local: FileHandle, info: Stats, localPath: string, to: string, signal: AbortSignal): Promise<void> {
    this.#freshFile ??= this.#probe();
    const fresh = await this.#freshFile;
    if (await reflink(localPath, to)) {
      await chmod(to, fresh.mode & 0o777);
      const made = await open(to, "r");
      await made.datasync().finally(() => made.close());
      return;
    }
    const linkable = info.mode === fresh.mode && info.uid === fresh.uid && info.gid === fresh.gid;
    if (linkable && (await hardLink(localPath, to))) {
      await local.datasync();
      return;
    }
    const made = await open(to, "wx");
    try {
      await copyBytes(local, made, { signal, onBytes: () => undefined, readFailure: localReadFailure });
      await made.datasync();
    } finally {
      await made.close();
    }
  }

  /** Writes a file, tells what a fresh file looks like here, and removes it. */
  async #probe(): Promise<Stats> {
    try {
      const path = join(await this.#madeFolder("."), this.#temporaryNames.next());
      const probe = await open(path, "wx");
      try {
        await probe.writeFile("probe");
        return await probe.stat();
      } finally {
        await probe.close();
        await rm(path, { force: true });
      }
    } catch (error) {
      throw writeFailure(error, this.#shown());
    }
  }

  /** The real path of a folder below the target's, which may lead over links as long as the operator allows it. */
  async #madeFolder(path: string): Promise<string> {
    const root = await resolvePath(this.#options, this.#uriPath, this.#shown());
    const folder = path === "." ? root : await resolvePath(this.#options, join(root, path), this.#shown(path));
    await mkdir(folder, { recursive: true });
    await this.#temporaryNames.sweep(folder);
    return folder;
  }

  #shown(path = ""): string {
    return shownLocation(this.#uriPath, path);
  }
}

/** Puts a rename on disk; some network file systems can't be asked for that. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } catch (error) {
    if (!["EINVAL", "ENOTSUP"].includes(errnoOf(error) ?? "")) throw error;
  } finally {
    await folder.close();
  }
}

function localReadFailure(error: unknown): ReelbusError {
  return new ReelbusError("internal", "A file to publish could not be read from the workspace.", { cause: error });
}

function rejectWithReadFailure(error: unknown): never {
  throw localReadFailure(error);
}
