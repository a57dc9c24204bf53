import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";

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

  /** Cuts off a last line that is not whole, which nobody was told is stored: the next entry begins a line of its own. */
  read(): JournalEntry[] {
    if (!existsSync(this.#file)) return [];
    const content = readFileSync(this.#file);
    const whole = content.subarray(0, content.lastIndexOf("\n") + 1);
    if (whole.length < content.length) truncateSync(this.#file, whole.length);
    const lines = whole.toString("utf8").split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as JournalEntry);
  }
}
