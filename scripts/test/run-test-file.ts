import { childProcesses } from "@reelbus/testing";
import { run } from "node:test";
import { inspect } from "node:util";
import type { Outcome, Report } from "./outcome.ts";

/** How to run one test file. */
export interface TestFileOptions {
  /** Relative to the root. */
  file: string;
  report: Report;
  /** Then the file is killed and has failed. */
  timeoutMs: number;
  /** Kills the file. */
  signal: AbortSignal;
}

/** What node:test says about one test. */
interface TestEvent {
  name: string;
  nesting: number;
  skip?: string | boolean;
  todo?: string | boolean;
  details: { duration_ms: number; type?: string | undefined; error?: TestError };
}

interface TestError extends Error {
  failureType?: string;
  exitCode?: number | null;
  signal?: string | null;
}

/**
 * Runs a test file in a process of its own and reports every test in it. A file that crashes, hangs, ends early or
 * holds no test has failed.
 */
export async function runTestFile({ file, report, timeoutMs, signal }: TestFileOptions): Promise<void> {
  const printed: string[] = [];
  let failed: Outcome[] = [];
  const fileSummaries: unknown[] = [];
  let suites: string[] = [];

  const stream = run({ files: [file], concurrency: 1 });
  stream.on("test:start", ({ nesting, name }) => (suites = [...suites.slice(0, nesting), name]));
  stream.on("test:stdout", ({ message }) => printed.push(message));
  stream.on("test:stderr", ({ message }) => printed.push(message));
  // The file's own summary is the proof that its tests came to their end; the other summary is the whole run's.
  stream.on("test:summary", (summary) => {
    if (summary.file !== undefined) fileSummaries.push(summary);
  });
  const take = (passed: boolean) => (event: TestEvent) => {
    const outcome = outcomeOf(file, event, passed, suites.slice(0, event.nesting));
    if (outcome?.result === "failed") failed.push(outcome);
    else if (outcome !== undefined) report(outcome);
  };
  stream.on("test:pass", take(true));
  stream.on("test:fail", take(false));

  const killed = await untilClosed(stream, file, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));

  const fileFailed = (detail: string) => failed.push({ name: file, file, result: "failed", durationMs: 0, detail });
  if (killed) {
    failed = failed.filter(({ name }) => name !== file);
    fileFailed(`Killed: ${signal.aborted ? "the run was aborted" : `it took longer than ${timeoutMs / 1000} s`}`);
  } else if (failed.length === 0 && fileSummaries.length === 0) {
    fileFailed("The process ended before its tests did");
  }
  const output = printed.length > 0 ? `\nThe file printed:\n${printed.join("").trimEnd()}` : "";
  for (const [index, outcome] of failed.entries()) {
    report({ ...outcome, detail: `${outcome.detail ?? ""}${index === failed.length - 1 ? output : ""}` });
  }
}

/** Resolves when the file has run; true when it had to be killed. */
async function untilClosed(stream: ReturnType<typeof run>, file: string, signal: AbortSignal): Promise<boolean> {
  // SIGKILL, because a test may catch the gentler signals. What the file started is tied to its life.
  const kill = () => {
    const mine = childProcesses().filter(({ command }) => command.endsWith(` ${file}`));
    for (const { pid } of mine) process.kill(pid, "SIGKILL");
  };
  signal.addEventListener("abort", kill);
  const closed = new Promise((resolve) => stream.once("close", resolve));
  stream.resume();
  await closed;
  signal.removeEventListener("abort", kill);
  return signal.aborted;
}

function outcomeOf(file: string, event: TestEvent, passed: boolean, suites: string[]): Outcome | undefined {
  const { name, details, skip, todo, nesting } = event;
  const base = { file, durationMs: details.duration_ms, name: [...suites, name].join(" > ") };
  // The runner reports the file as a test when it crashed, or when nothing in it was reported.
  const isFile = nesting === 0 && name === file;
  if (passed && isFile) return { ...base, result: "failed", detail: "The file holds no test" };
  if (skip !== undefined) return { ...base, result: "skipped", detail: String(skip) };
  if (todo !== undefined) return { ...base, result: "skipped", detail: `to do: ${String(todo)}` };
  if (passed) return details.type === "suite" ? undefined : { ...base, result: "passed" };
  // A suite fails with its tests, which are counted already, or by itself: in a hook.
  if (details.type === "suite" && details.error?.failureType === "subtestsFailed") return undefined;
  return { ...base, result: "failed", detail: isFile ? endOfProcess(details.error) : describe(details.error) };
}

function endOfProcess(error: TestError | undefined): string {
  return `The process ended with ${error?.signal ?? `exit code ${error?.exitCode ?? "?"}`}`;
}

function describe(error: TestError | undefined): string {
  const cause = error?.cause ?? error;
  return typeof cause === "string" ? cause : inspect(cause, { depth: 6 });
}
