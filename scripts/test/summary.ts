import type { Outcome } from "./outcome.ts";

const slowestShown = 8;

/** Collects outcomes, prints failures in full as they come, and sums up at the end. */
export class Summary {
  readonly #outcomes: Outcome[] = [];
  readonly #fileTimes: { file: string; durationMs: number }[] = [];
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  readonly add = (outcome: Outcome): void => {
    this.#outcomes.push(outcome);
    if (outcome.result === "failed") this.#print(failureText(outcome));
    if (outcome.file === undefined && outcome.result === "passed") this.#print(`ok ${line(outcome.name, outcome)}`);
  };

  readonly addFile = (file: string, durationMs: number): void => {
    this.#fileTimes.push({ file, durationMs });
    const own = this.#outcomes.filter((outcome) => outcome.file === file);
    const failed = own.filter(({ result }) => result === "failed").length;
    const verdict = failed > 0 ? `FAILED (${failed} of ${own.length})` : "ok";
    this.#print(`${verdict} ${line(file, { durationMs })}`);
  };

  /** Whether something ran and nothing failed. */
  get isGood(): boolean {
    return this.#count("passed") > 0 && this.#count("failed") === 0;
  }

  /** Ends with the line `N passed, N failed, N skipped`. */
  printEnd(): void {
    const ofResult = (result: Outcome["result"]) => this.#outcomes.filter((outcome) => outcome.result === result);
    this.#printList(
      "Slowest files:",
      this.#fileTimes
        .toSorted((a, b) => b.durationMs - a.durationMs)
        .slice(0, slowestShown)
        .map((entry) => line(entry.file, entry)),
    );
    this.#printList(
      "Skipped:",
      ofResult("skipped").map(({ file, name, detail }) => `${file ?? ""}: ${name} (${detail ?? ""})`),
    );
    this.#printList(
      "Failed:",
      ofResult("failed").map(({ file, name }) => (file === undefined || file === name ? name : `${file}: ${name}`)),
    );
    this.#print(
      `\n${this.#count("passed")} passed, ${this.#count("failed")} failed, ${this.#count("skipped")} skipped`,
    );
  }

  #count(result: Outcome["result"]): number {
    return this.#outcomes.filter((outcome) => outcome.result === result).length;
  }

  #printList(title: string, entries: string[]): void {
    if (entries.length > 0) this.#print(`\n${title}\n${entries.map((entry) => `  ${entry}`).join("\n")}`);
  }
}

function failureText({ file, name, detail = "" }: Outcome): string {
  return `\nFAILED ${file === undefined || file === name ? name : `${file}: ${name}`}\n${detail.replace(/^/gm, "    ")}\n`;
}

function line(name: string, { durationMs }: { durationMs: number }): string {
  return `${name} (${(durationMs / 1000).toFixed(1)} s)`;
}
