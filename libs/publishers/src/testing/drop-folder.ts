import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReceivedEvent } from "./conformance-target.ts";

/** Reads as a customer would: every `.json` file of every job in the order of the names, each one as soon as it is there. */
export class DropFolder {
  readonly #path: () => string;
  readonly #read = new Map<string, ReceivedEvent>();

  /** @param path asked for each time: it may change when the folder's server is started again */
  constructor(path: () => string) {
    this.#path = path;
  }

  async received(): Promise<ReceivedEvent[]> {
    const folder = this.#path();
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    for (const name of names.filter((one) => one.endsWith(".json") && !this.#read.has(one)).sort()) {
      const text = await readFile(join(folder, name), "utf8");
      this.#read.set(name, { deduplicationId: null, body: JSON.parse(text) as unknown });
    }
    return [...this.#read.values()];
  }
}
