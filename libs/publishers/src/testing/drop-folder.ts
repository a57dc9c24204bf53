import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { watchFolder, type FolderWatch } from "@reelbus/testing";
import type { ReceivedEvent } from "./conformance-target.ts";

/** Reads as a customer would: every `.json` file of every job, each one as soon as it is there. */
export class DropFolder implements Disposable {
  readonly #path: string;
  readonly #watch: FolderWatch;
  readonly #read = new Map<string, ReceivedEvent>();

  /** @param path need not be there yet, the folder that it lies in must */
  constructor(path: string) {
    this.#path = path;
    this.#watch = watchFolder(path);
  }

  /** What has been read, in the order in which it appeared. */
  async received(): Promise<ReceivedEvent[]> {
    for (const name of await this.#watch.appeared()) {
      if (!name.endsWith(".json") || this.#read.has(name)) continue;
      const text = await readFile(join(this.#path, name), "utf8");
      this.#read.set(name, { deduplicationId: null, body: JSON.parse(text) as unknown });
    }
    return [...this.#read.values()];
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]();
  }
}
