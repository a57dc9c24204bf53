import { open, opendir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { ReelbusError, type AcquisitionStorage } from "@reelbus/contracts";
import { CallScope } from "../call-scope.ts";
import { errnoOf } from "../errno.ts";
import { isInnerPath } from "../relative-path.ts";
import { shownLocation } from "../shown-location.ts";
import type { FetchOptions, Source, SourceFile } from "../source.ts";
import type { StorageOptions } from "../storage-options.ts";
import { writeWorkspaceFile } from "../workspace-file.ts";
import { copyBytes } from "./copy-bytes.ts";
import { listFolder } from "./list-folder.ts";
import { hardLink, reflink } from "./place-without-copy.ts";
import { readFailure } from "./read-failure.ts";
import { resolvePath } from "./resolve-path.ts";

/**
 * A folder of this machine with all that lies below it, or a single file. `fetch` moves no bytes where it can: it
 * makes a reflink or a hard link, and copies only where neither works.
 */
export class LocalSource implements Source {
  readonly #uriPath: string;
  readonly #options: StorageOptions;
  readonly #calls = new CallScope();

  constructor(storage: AcquisitionStorage, options: StorageOptions) {
    this.#uriPath = storage.UriPath ?? "";
    this.#options = options;
  }

  check(signal: AbortSignal): Promise<void> {
    return this.#calls.run(signal, async () => {
      try {
        const root = await resolvePath(this.#options, this.#uriPath, this.#shown());
        if ((await stat(root)).isDirectory()) {
          await (await opendir(root)).close();
          await stat(`${root}/.`);
        } else {
          await (await open(root, "r")).close();
        }
      } catch (error) {
        if (errnoOf(error) !== "ENOENT") throw readFailure(error, this.#shown());
      }
    });
  }

  list(signal: AbortSignal): Promise<readonly SourceFile[]> {
    return this.#calls.run(signal, async (signal) => {
      const { root, info } = await this.#root();
      if (info.isFile()) return [{ path: basename(root), sizeBytes: info.size }];
      const files = await listFolder(root, { ...this.#options, shown: this.#uriPath, signal });
      if (files.length === 0)
        throw new ReelbusError(
          "no-files",
          `The folder "${this.#shown()}" holds no file. Put the film's files into it.`,
        );
      return files;
    });
  }

  fetch(file: SourceFile, toPath: string, { signal, onBytes }: FetchOptions): Promise<number> {
    return this.#calls.run(signal, async (signal) => {
      const shown = this.#shown(file.path);
      const { from, opened } = await this.#open(file, shown);
      try {
        if ((await reflink(from, toPath)) || (await hardLink(from, toPath))) {
          const { size } = await opened.stat();
          onBytes(size);
          return size;
        }
        return await writeWorkspaceFile(toPath, signal, async (to) => {
          await copyBytes(opened, to, { signal, onBytes, readFailure: (error) => readFailure(error, shown) });
          return (await to.stat()).size;
        });
      } finally {
        await opened.close();
      }
    });
  }

  close(): Promise<void> {
    return this.#calls.close();
  }

  async #root() {
    try {
      const root = await resolvePath(this.#options, this.#uriPath, this.#shown());
      return { root, info: await stat(root) };
    } catch (error) {
      throw readFailure(error, this.#shown());
    }
  }

  async #open(file: SourceFile, shown: string) {
    const { root, info } = await this.#root();
    if (!isInnerPath(file.path)) throw new ReelbusError("location-not-allowed", `"${shown}" leads out of its folder.`);
    try {
      const from = info.isFile() ? root : await resolvePath(this.#options, join(root, file.path), shown);
      return { from, opened: await open(from, "r") };
    } catch (error) {
      throw readFailure(error, shown);
    }
  }

  #shown(path = ""): string {
    return shownLocation(this.#uriPath, path);
  }
}
