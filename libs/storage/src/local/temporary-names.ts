import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * The names under which one target writes files before they are whole. They tell whose they are, so that what a writer
 * left behind when it was killed is recognised by the next one for the same owner.
 */
export class TemporaryNames {
  readonly #owner: string | null;
  readonly #swept = new Map<string, Promise<void>>();

  /** @param owner a part of the names; without one nothing is swept */
  constructor(owner: string | undefined) {
    this.#owner = owner ?? null;
  }

  /** A name that nobody else uses. */
  next(): string {
    return `${this.#prefix()}${randomUUID()}.tmp`;
  }

  /**
   * Removes the owner's temporary files from a folder; the first time alone, so that to be awaited before the folder is
   * written to. An earlier writer that still lives fails then, and what it does counts no more. Never rejects: who may
   * not look into a folder may be allowed to write into it.
   */
  sweep(folder: string): Promise<void> {
    if (this.#owner === null) return Promise.resolve();
    const swept = this.#swept.get(folder) ?? this.#removeFrom(folder).catch(() => undefined);
    this.#swept.set(folder, swept);
    return swept;
  }

  #prefix(): string {
    return this.#owner === null ? ".reelbus-" : `.reelbus-${this.#owner}-`;
  }

  async #removeFrom(folder: string): Promise<void> {
    const names = await readdir(folder);
    const left = names.filter((name) => name.startsWith(this.#prefix()) && name.endsWith(".tmp"));
    await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
  }
}
