import { z } from "zod";
import { percentSchema, timestampSchema, uuidSchema } from "../common/primitives.ts";
import { errorCodeSchema, errorNameSchema } from "../errors/error-codes.ts";
import { reasonSchema } from "../errors/reasons.ts";
import { phaseSchema } from "../phases/phase.ts";
import { problemSchema } from "./problem.ts";

const label = z.string().nullable();
const seconds = z.number().nonnegative();

export const JOB_STATUSES = ["Submitted", "Queued", "Running", "Completed", "Failed", "Cancelled"] as const;
export const jobStatusSchema = z.enum(JOB_STATUSES).meta({ id: "JobStatus" });
export type JobStatus = z.output<typeof jobStatusSchema>;

/** Answer to a job description that was stored: 201, or 200 for one that is known by its IdempotencyKey. */
export const submittedSchema = z
  .strictObject({ JobId: uuidSchema, ExternalId: label, ExternalType: label })
  .meta({ id: "Submitted" });
export type Submitted = z.output<typeof submittedSchema>;

/** Answer to a request that was refused. `Problems` names every one. */
export const refusalSchema = z
  .strictObject({
    Error: z.enum(["invalid-request", "not-found", "conflict", "too-many-requests", "unavailable", "internal"]),
    Message: z.string(),
    Problems: z.array(problemSchema).optional(),
  })
  .meta({ id: "Refusal" });
export type Refusal = z.output<typeof refusalSchema>;

/** Where the time of one phase went. */
export const phaseTimingSchema = z.strictObject({
  Phase: phaseSchema,
  QueueWaitSeconds: seconds,
  ProcessingSeconds: seconds,
  Attempts: z.int().nonnegative(),
});

/** A job as `GET /jobs/{id}` shows it; it always agrees with the job's last event. */
export const jobViewSchema = z
  .strictObject({
    JobId: uuidSchema,
    TenantId: z.string(),
    ExternalId: label,
    ExternalType: label,
    ExternalProvider: label,
    Status: jobStatusSchema,
    Phase: phaseSchema,
    Progress: percentSchema.meta({ description: "Of the current phase; 100 when the job is completed." }),
    Priority: z.int(),
    SubmittedAt: timestampSchema,
    FinishedAt: timestampSchema.nullable(),
    QueueWaitSeconds: seconds,
    ProcessingSeconds: seconds,
    Phases: z.array(phaseTimingSchema),
    LastSequence: z.int().nonnegative(),
    Output: z.strictObject({ dash: z.string().optional(), hls: z.string().optional() }).nullable(),
    Error: z
      .strictObject({
        ErrorCode: errorCodeSchema,
        ErrorName: errorNameSchema,
        Reason: reasonSchema,
        Message: z.string(),
        FailedPhase: phaseSchema,
        Retryable: z.boolean(),
      })
      .nullable(),
  })
  .meta({ id: "Job" });
export type JobView = z.output<typeof jobViewSchema>;

/** The query of `GET /jobs`. Times bound `SubmittedAt`; `cursor` is the `NextCursor` of the page before. */
export const jobsQuerySchema = z.strictObject({
  tenant: z.string().max(255).optional(),
  status: jobStatusSchema.optional(),
  externalId: z.string().max(255).optional(),
  externalType: z.string().max(255).optional(),
  submittedAfter: z.iso.datetime({ offset: true }).optional(),
  submittedBefore: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(200).optional(),
});
export type JobsQuery = z.output<typeof jobsQuerySchema>;

export const jobsPageSchema = z
  .strictObject({ Jobs: z.array(jobViewSchema), NextCursor: z.string().nullable() })
  .meta({ id: "JobsPage" });
export type JobsPage = z.output<typeof jobsPageSchema>;
