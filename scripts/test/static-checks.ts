import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Report } from "./outcome.ts";

/** The checks that look at the whole repository; each counts as one test. */
export const staticChecks = {
  types: ["node_modules/.bin/tsc", "--pretty", "false"],
  lint: ["node_modules/.bin/eslint", "."],
  format: ["node_modules/.bin/prettier", "--check", "--cache", "--log-level", "warn", "."],
} as const;

/** The name of one static check. */
export type StaticCheck = keyof typeof staticChecks;

/** Runs one check; its output, shown when it fails, is the tool's own. */
export async function runStaticCheck(check: StaticCheck, report: Report, signal: AbortSignal): Promise<void> {
  const [program, ...args] = staticChecks[check];
  const startedAt = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], signal, killSignal: "SIGKILL" });
  const exit = new Promise<string | undefined>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, endSignal) => resolve(code === 0 ? undefined : `exit code ${code ?? endSignal ?? "?"}`));
  });
  const [output, errors, failure] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  const durationMs = performance.now() - startedAt;
  const name = `${check}: ${[program.replace("node_modules/.bin/", ""), ...args].join(" ")}`;
  if (failure === undefined) report({ name, result: "passed", durationMs });
  else report({ name, result: "failed", durationMs, detail: `${output}${errors}${failure}` });
}
