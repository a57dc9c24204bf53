import { z } from "zod";
import { traceParentSchema, uuidSchema } from "../common/primitives.ts";
import { jobDescriptionSchema } from "../job-description/job-description.ts";
import { phaseSchema, type Phase } from "../phases/phase.ts";
import { phaseInputSchemas, type PhaseInput } from "../phases/phase-types.ts";
import type { JobDescription } from "../job-description/job-description.ts";

/** What a phase service is asked to do. Secrets travel sealed, beside the redacted description. */
export interface Work<P extends Phase = Phase> {
  readonly jobId: string;
  readonly tenantId: string;
  readonly phase: P;
  /** Counts the conductor's dispatches of this phase, from 1; the fencing token of every fact. */
  readonly attempt: number;
  readonly traceParent: string;
  readonly description: JobDescription;
  readonly sealedSecrets: string | null;
  readonly input: PhaseInput<P>;
}

/** What tells whose work a message is, also when the rest of it can't be read. */
export const workKeySchema = z.object({
  jobId: uuidSchema,
  phase: phaseSchema,
  attempt: z.int().positive(),
});

/** The schema of the work messages of one phase. */
export function workSchema<P extends Phase>(phase: P): z.ZodType<Work<P>> {
  return z.strictObject({
    jobId: uuidSchema,
    tenantId: z.string(),
    phase: z.literal(phase),
    attempt: z.int().positive(),
    traceParent: traceParentSchema,
    description: jobDescriptionSchema,
    sealedSecrets: z.string().nullable(),
    input: phaseInputSchemas[phase],
  }) as unknown as z.ZodType<Work<P>>;
}
