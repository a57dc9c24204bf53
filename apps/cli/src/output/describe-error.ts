import { ApiRefusal } from "../client/api-error.ts";
import { problemLine } from "./problem-line.ts";

/** An error for the person at the terminal: what happened, every problem on a line of its own, no stack. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `reelbus: ${String(error)}`;
  const problems = error instanceof ApiRefusal ? (error.refusal.Problems ?? []) : [];
  return [`reelbus: ${error.message}`, ...problems.map((problem) => `  ${problemLine(problem)}`)].join("\n");
}
