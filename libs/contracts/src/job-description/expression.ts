import { RE2JS } from "re2js";
import { z } from "zod";

function problemOf(pattern: string): string | null {
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : "cannot be compiled";
  }
}

/**
 * A regular expression of the RE2 syntax, which is matched in linear time (no back-references, no look-around).
 * It is compiled once here, so a bad expression is refused at submit with its path.
 */
export const expressionSchema = z
  .string()
  .min(1)
  .max(1000)
  .superRefine((pattern, context) => {
    const problem = problemOf(pattern);
    if (problem !== null)
      context.addIssue({ code: "custom", message: `not a regular expression of the RE2 syntax: ${problem}` });
  });
