import type { z } from "zod";
import { jobDescriptionSchema, type JobDescription } from "./job-description.ts";
import { NOT_SUPPORTED_YET } from "../common/not-supported-yet.ts";
import { REDACTED } from "../common/secret.ts";
import { isPlaceholder } from "./secrets.ts";
import type { Problem } from "../api/problem.ts";

/** The outcome of parsing: the job description, or every problem at once. */
export type ParsedJobDescription =
  | { readonly ok: true; readonly description: JobDescription }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Parses a job description. Never throws; each problem names the path, what was expected and what to do. */
export function parseJobDescription(input: unknown): ParsedJobDescription {
  const parsed = jobDescriptionSchema.safeParse(input, { reportInput: false });
  if (parsed.success) {
    const problems = placeholderProblems(parsed.data, "");
    return problems.length === 0 ? { ok: true, description: parsed.data } : { ok: false, problems };
  }
  return { ok: false, problems: parsed.error.issues.flatMap(problemsOf) };
}

/** An echoed description posted again holds placeholders where secrets were: say so instead of failing later. */
function placeholderProblems(value: unknown, path: string, name = ""): Problem[] {
  if (typeof value === "string")
    return isPlaceholder(name, value)
      ? [{ Path: path, Reason: "invalid-value", Message: `${REDACTED} is a placeholder; put in the secret itself` }]
      : [];
  if (typeof value !== "object" || value === null || name === "UserData") return [];
  return Object.entries(value).flatMap(([key, item]) =>
    Array.isArray(value)
      ? placeholderProblems(item, `${path}[${key}]`, name)
      : placeholderProblems(item, path === "" ? key : `${path}.${key}`, key),
  );
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      Path: pathText([...issue.path, key]),
      Reason: "unknown-property",
      Message: "unknown property; check the spelling",
    }));
  return [{ Path: pathText(issue.path), Reason: reasonOf(issue), Message: issue.message }];
}

function reasonOf(issue: z.core.$ZodIssue): Problem["Reason"] {
  const given = issue.code === "custom" ? issue.params?.["reason"] : undefined;
  if (given === NOT_SUPPORTED_YET) return NOT_SUPPORTED_YET;
  if (issue.code === "invalid_type") return "wrong-type";
  return "invalid-value";
}

/** `["MessagePublishers", 0, "Host"]` becomes `MessagePublishers[0].Host`; the whole message is the empty path. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${String(part)}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}
