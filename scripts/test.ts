// Runs all checks and tests: `npm test`, or `npm test -- PART...` for the checks of that name (types, lint, format)
// and the test files whose path holds one of the parts.
import { childProcesses } from "@reelbus/testing";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { findTestFiles } from "./test/find-test-files.ts";
import { runTestFiles } from "./test/run-test-files.ts";
import { startSharedServers, type SharedServers } from "./test/servers.ts";
import { runStaticCheck, staticChecks, type StaticCheck } from "./test/static-checks.ts";
import { Summary } from "./test/summary.ts";

// Less than a pipeline gives the whole job, so that the summary is still printed.
const totalTimeoutMs = 15 * 60_000;
const fileTimeoutMs = 4 * 60_000;
const abortGraceMs = 20_000;
/** Where the command line has its compiled code too: hundreds of processes run the same. */
const compiledCodeFolder = resolve(".cache/node");
/** The functions that take the shared broker, by themselves or through another one. */
const usesSharedRabbitMq = /\b(?:sharedRabbitMq|openCustomerQueue|makeRabbitMqQueue|rabbitMqSide)\b/u;

const parts = process.argv.slice(2);
const isCheck = (part: string): part is StaticCheck => part in staticChecks;
const checks = parts.length === 0 ? Object.keys(staticChecks).filter(isCheck) : parts.filter(isCheck);
const filters = parts.filter((part) => !isCheck(part));
const files = parts.length > 0 && filters.length === 0 ? [] : findTestFiles(filters);

const summary = new Summary((text) => console.log(text));
const abort = new AbortController();
process.exitCode = 1; // until all has gone well
process.env["NODE_COMPILE_CACHE"] ??= compiledCodeFolder;
abortOn("SIGINT");
abortOn("SIGTERM");
setTimeout(() => abortBecause(`the run took longer than ${totalTimeoutMs / 60_000} minutes`), totalTimeoutMs).unref();

// The linter takes longer than the other checks together: it ends beside the first tests.
const linting = checks.includes("lint") ? runCheck("lint") : undefined;
const [servers] = await Promise.all([startServers(), runOtherChecks()]);
try {
  await Promise.all([linting, servers && runTests(servers)]);
} finally {
  await servers?.stop();
}
finish();

async function startServers(): Promise<SharedServers | undefined> {
  if (files.length === 0) return undefined;
  const withRabbitMq = files.some((file) => usesSharedRabbitMq.test(readFileSync(file, "utf8")));
  try {
    return await startSharedServers({ withRabbitMq });
  } catch (error) {
    const causes: unknown[] = error instanceof AggregateError ? error.errors : [error];
    const detail = causes.map((cause) => (cause instanceof Error ? cause.message : String(cause))).join("\n");
    summary.add({ name: "start the shared servers", result: "failed", durationMs: 0, detail });
    return undefined;
  }
}

function runCheck(check: StaticCheck): Promise<void> {
  return runStaticCheck(check, summary.add, abort.signal);
}

async function runOtherChecks(): Promise<void> {
  for (const check of checks.filter((name) => name !== "lint")) await runCheck(check);
}

async function runTests({ environment }: SharedServers): Promise<void> {
  Object.assign(process.env, environment);
  const { signal } = abort;
  await runTestFiles({
    files,
    // More than cores: many tests wait for time-outs and take-overs.
    concurrency: 4,
    fileTimeoutMs,
    report: summary.add,
    reportFile: summary.addFile,
    signal,
  });
}

function abortOn(signal: NodeJS.Signals): void {
  process.once(signal, () => abortBecause(`received ${signal}`));
}

function abortBecause(reason: string): void {
  if (abort.signal.aborted) return;
  summary.add({ name: "run all tests", result: "failed", durationMs: 0, detail: `Aborted: ${reason}` });
  abort.abort();
  // What doesn't end by itself now is ended from here.
  setTimeout(() => {
    for (const { pid } of childProcesses()) killIfLiving(pid);
    finish();
  }, abortGraceMs).unref();
}

function killIfLiving(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended after the list was made; the summary must still be printed.
  }
}

function finish(): never {
  if (parts.length > 0 && checks.length + files.length === 0) console.log(`Nothing is named ${parts.join(" or ")}`);
  summary.printEnd();
  process.exit(summary.isGood ? 0 : 1);
}
