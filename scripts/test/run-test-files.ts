import { runTestFile } from "./run-test-file.ts";
import type { Report } from "./outcome.ts";

/** How to run the test files. */
export interface TestFilesOptions {
  /** Relative to the root; those that load the processor most come first. */
  files: readonly string[];
  /** How many files run at a time, each in a process of its own. */
  concurrency: number;
  /** A file that takes longer is killed and has failed. */
  fileTimeoutMs: number;
  report: Report;
  /** Called with the time that each file took. */
  reportFile: (file: string, durationMs: number) => void;
  /** Kills the test processes. */
  signal: AbortSignal;
}

/**
 * Runs test files by node:test, some at a time, and reports every test in them. Every second lane begins at the list's
 * end: beside files that load the processor run such that rather wait, and the last ones are short.
 */
export async function runTestFiles(options: TestFilesOptions): Promise<void> {
  const { report, reportFile, fileTimeoutMs, signal } = options;
  const waiting = [...options.files];
  const lane = async (_: unknown, index: number) => {
    const take = () => (index % 2 === 0 ? waiting.shift() : waiting.pop());
    for (let file = take(); file !== undefined && !signal.aborted; file = take()) {
      const startedAt = performance.now();
      await runTestFile({ file, report, timeoutMs: fileTimeoutMs, signal });
      reportFile(file, performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, lane));
}
