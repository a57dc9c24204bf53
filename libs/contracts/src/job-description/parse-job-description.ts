import type { Problem } from "../api/problem.ts";
import { messageOfIssue, toProblems } from "../api/to-problems.ts";
import { REDACTED } from "../common/secret.ts";
import { readJson } from "../json/read-json.ts";
import { jobDescriptionSchema, type JobDescription } from "./job-description.ts";
import { isPlaceholder } from "./secrets.ts";

/** The outcome of parsing: the job description, or every problem at once. */
export type ParsedJobDescription =
  | { readonly ok: true; readonly description: JobDescription }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Parses the JSON text of a job description, as it comes from outside. Never throws. */
export function parseJobDescriptionJson(body: Uint8Array | string): ParsedJobDescription {
  const read = readJson(body);
  if (read.kind === "malformed") return { ok: false, problems: [read.problem] };
  const parsed = parseJobDescription(read.value);
  if (read.problems.length === 0) return parsed;
  return { ok: false, problems: [...read.problems, ...(parsed.ok ? [] : parsed.problems)] };
}

/** Parses a job description. Never throws; each problem names the path, what was expected and what to do. */
export function parseJobDescription(input: unknown): ParsedJobDescription {
  const parsed = jobDescriptionSchema.safeParse(input, { error: messageOfIssue });
  const problems = [
    ...(parsed.success ? [] : toProblems(parsed.error.issues, input)),
    ...placeholderProblems(input, ""),
  ];
  return parsed.success && problems.length === 0 ? { ok: true, description: parsed.data } : { ok: false, problems };
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
