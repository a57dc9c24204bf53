import { parseBody, parseValue, type Parsed } from "../api/parse-body.ts";
import type { Problem } from "../api/problem.ts";
import { jobDescriptionSchema, type JobDescription } from "./job-description.ts";

/** The outcome of parsing: the job description, or every problem at once. */
export type ParsedJobDescription =
  | { readonly ok: true; readonly description: JobDescription }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Parses the JSON text of a job description, as it comes from outside. Never throws. */
export function parseJobDescriptionJson(body: Uint8Array | string): ParsedJobDescription {
  return outcomeOf(parseBody(jobDescriptionSchema, body));
}

/** Parses a job description. Never throws; each problem names the path, what was expected and what to do. */
export function parseJobDescription(input: unknown): ParsedJobDescription {
  return outcomeOf(parseValue(jobDescriptionSchema, input));
}

function outcomeOf(parsed: Parsed<JobDescription>): ParsedJobDescription {
  return parsed.ok ? { ok: true, description: parsed.value } : parsed;
}
