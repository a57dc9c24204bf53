import type { z } from "zod";
import { NOT_SUPPORTED_YET } from "../common/not-supported-yet.ts";
import { pathText } from "../common/path-text.ts";
import type { Problem } from "./problem.ts";

/** A schema's own message where zod's says less; for the `error` of `safeParse`. */
export function messageOfIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type" && issue.input === undefined) return "required";
  return undefined;
}

/** What zod found in `input`, as problems for its sender. */
export function toProblems(issues: readonly z.core.$ZodIssue[], input: unknown): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys")
      return [{ Path: pathText(issue.path), Reason: reasonOf(issue, input), Message: issue.message }];
    return issue.keys.map((key): Problem => {
      const message = "unknown property; check the spelling";
      return { Path: pathText([...issue.path, key]), Reason: "unknown-property", Message: message };
    });
  });
}

function reasonOf(issue: z.core.$ZodIssue, input: unknown): Problem["Reason"] {
  const given: unknown = issue.code === "custom" ? issue.params?.["reason"] : undefined;
  if (given === NOT_SUPPORTED_YET) return NOT_SUPPORTED_YET;
  if (valueAt(input, issue.path) === undefined) return "missing-property";
  if (issue.code === "invalid_type") return "wrong-type";
  return "invalid-value";
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== "object" || value === null) return undefined;
    return (value as Record<PropertyKey, unknown>)[part];
  }, input);
}
