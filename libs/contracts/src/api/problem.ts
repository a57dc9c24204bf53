import { z } from "zod";

/** Why a part of a request is refused, for programs; docs/errors.md lists the same, a test keeps the two equal. */
export const PROBLEM_REASONS = {
  "unknown-property": "There is no such property; check the spelling.",
  "missing-property": "A required property is missing.",
  "duplicate-property": "A property stands twice in the same object.",
  "wrong-type": "A value has another JSON type than expected.",
  "invalid-value": "A value is outside what the property takes.",
  "not-supported-yet": "A documented property or value that this version does not implement.",
  "not-json": "The body is empty, not JSON, not UTF-8 or nested too deeply.",
} as const;

export type ProblemReason = keyof typeof PROBLEM_REASONS;

/** One thing that is wrong with a request. */
export const problemSchema = z
  .strictObject({
    Path: z.string().meta({ description: "Where, for example MessagePublishers[0].Host; empty for the whole body." }),
    Reason: z.enum(Object.keys(PROBLEM_REASONS) as [ProblemReason, ...ProblemReason[]]),
    Message: z.string(),
  })
  .meta({ id: "Problem" });

export type Problem = z.output<typeof problemSchema>;
