import { RE2JS } from "re2js";
import { z } from "zod";
import { expressionSize } from "./expression-size.ts";

/** The size that the expressions of one job description may have together. */
const LARGEST_TOTAL_SIZE = 20_000;

/**
 * A regular expression of the RE2 syntax, which is matched in linear time (no back-references, no look-around).
 * The object that holds it compiles it once by `checkExpressions`, so a bad one is refused at submit with its path.
 */
export const expressionSchema = z.string().min(1).max(1000);

/** One expression and where it stands in its object. Other values are left to the schema. */
export type ExpressionAt = readonly [path: readonly PropertyKey[], pattern: unknown];

/** Compiles all expressions of one object, once it is sure that this takes no more than a moment. */
export function checkExpressions(
  found: readonly ExpressionAt[],
  refuse: (at: readonly PropertyKey[], message: string) => void,
): void {
  const expressions = found.flatMap(([path, pattern]) =>
    expressionSchema.safeParse(pattern).success ? [{ path, pattern: pattern as string }] : [],
  );
  const totalSize = expressions.reduce((sum, { pattern }) => sum + expressionSize(pattern), 0);
  if (totalSize > LARGEST_TOTAL_SIZE) {
    refuse([], "the regular expressions are too large together; use fewer, or repeat fewer times in {n,m}");
    return;
  }
  for (const { path, pattern } of expressions) {
    const problem = problemOf(pattern);
    if (problem !== null) refuse(path, `not a regular expression of the RE2 syntax: ${problem}`);
  }
}

function problemOf(pattern: string): string | null {
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : "cannot be compiled";
  }
}
