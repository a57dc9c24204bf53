import { z } from "zod";
import { uuidSchema } from "../common/primitives.ts";
import { phaseSchema } from "../phases/phase.ts";

/**
 * Tells every worker to stop what it does for a job, except the attempt in `keep`: the job has ended, or a later
 * attempt replaced what still runs.
 */
export const abortSchema = z.strictObject({
  jobId: uuidSchema,
  reason: z.enum(["cancelled", "ended", "superseded"]),
  keep: z.strictObject({ phase: phaseSchema, attempt: z.int().positive() }).nullable(),
});

export type Abort = z.output<typeof abortSchema>;
