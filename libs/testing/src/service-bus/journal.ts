import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** One change of an entity. */
export type JournalEntry =
  | {
      readonly put: string;
      readonly sequenceNumber: number;
      readonly enqueuedAtMs: number;
      readonly sessionId: string | null;
      readonly body: string;
    }
  | { readonly done: string; readonly sequenceNumber: number };

/** What survives a kill of the process: a file of JSON lines. It is not synced, so a power cut would lose some. */
export class Journal {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  write(entry: JournalEntry): void {
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  /** A last line that was cut off is no entry: nobody was told that it is stored. */
  read(): JournalEntry[] {
    if (!existsSync(this.#file)) return [];
    const lines = readFileSync(this.#file, "utf8").split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as JournalEntry);
  }
}
