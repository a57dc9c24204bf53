import type { z } from "zod";
import { placeholderProblems } from "../job-description/placeholder-problems.ts";
import { readJson } from "../json/read-json.ts";
import type { Problem } from "./problem.ts";
import { messageOfIssue, toProblems } from "./to-problems.ts";

/** The outcome of parsing: the value, or every problem at once. */
export type Parsed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Parses JSON text that comes from outside. Never throws. */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: Uint8Array | string,
): Parsed<z.output<Schema>> {
  const read = readJson(body);
  if (read.kind === "malformed") return { ok: false, problems: [read.problem] };
  const parsed = parseValue(schema, read.value);
  if (read.problems.length === 0) return parsed;
  return { ok: false, problems: [...read.problems, ...(parsed.ok ? [] : parsed.problems)] };
}

/** Parses a value that comes from outside. Never throws; each problem names the path, what was expected and what to do. */
export function parseValue<Schema extends z.ZodType>(schema: Schema, input: unknown): Parsed<z.output<Schema>> {
  const parsed = schema.safeParse(input, { error: messageOfIssue });
  const problems = [...(parsed.success ? [] : toProblems(parsed.error.issues, input)), ...placeholderProblems(input)];
  return parsed.success && problems.length === 0 ? { ok: true, value: parsed.data } : { ok: false, problems };
}
