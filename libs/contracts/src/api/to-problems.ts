import type { z } from "zod";
import { NOT_SUPPORTED_YET } from "../common/not-supported-yet.ts";
import { pathText } from "../common/path-text.ts";
import type { Problem } from "./problem.ts";

const TYPES: Readonly<Record<string, string>> = {
  array: "an array",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "a string",
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: "expected a time such as 2026-01-31T12:00:00Z",
  uuid: "expected a UUID",
};

/** A message in the words of our own schemas where zod has words of its own; for the `error` of `safeParse`. */
export function messageOfIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "required" : `expected ${TYPES[issue.expected] ?? issue.expected}`;
    case "too_small":
      return `expected at least ${amount(issue.minimum, issue.origin)}`;
    case "too_big":
      return `expected at most ${amount(issue.maximum, issue.origin)}`;
    case "invalid_format":
      return FORMATS[issue.format];
    default:
      return undefined;
  }
}

/** @param origin what is limited: a number itself, or how many characters or items something has */
function amount(limit: number | bigint, origin: string): string {
  const plural = limit === 1 ? "" : "s";
  if (origin === "string") return `${limit} character${plural}`;
  if (origin === "array") return `${limit} item${plural}`;
  return String(limit);
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
