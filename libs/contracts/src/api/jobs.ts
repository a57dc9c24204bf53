import { z } from "zod";
import { caseInsensitiveEnum } from "../common/case-insensitive-enum.ts";
import { percentSchema, timestampSchema, uuidSchema } from "../common/primitives.ts";
import { errorFields } from "../errors/error-fields.ts";
import { lifecycleEventSchema } from "../events/lifecycle-event.ts";
import { outputSchema } from "../phases/output.ts";
import { phaseSchema } from "../phases/phase.ts";
import { publisherViewSchema } from "./deliveries.ts";
import { problemSchema } from "./problem.ts";
import { queryText } from "./query-text.ts";

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

/** Answer to a request to cancel a job that has not ended: 202. The job ends in FinalError 5001. */
export const cancellationSchema = z.strictObject({ JobId: uuidSchema }).meta({ id: "Cancellation" });
export type Cancellation = z.output<typeof cancellationSchema>;

/** Why a request as a whole is refused, for programs, and the HTTP statuses that go with it. */
export const REFUSALS = {
  "invalid-request": { statuses: [400, 405, 413, 415], meaning: "The request can't be read or holds problems." },
  "not-found": { statuses: [404], meaning: "There is no such job, publisher, delivery or address." },
  conflict: {
    statuses: [409],
    meaning:
      "The IdempotencyKey belongs to another job description, or the job or delivery is not in a state for this.",
  },
  "too-many-requests": { statuses: [429], meaning: "Ask again after the time in Retry-After." },
  internal: { statuses: [500], meaning: "A fault of Reelbus; the operator finds the details in the log." },
  unavailable: { statuses: [503], meaning: "A part of the system is away; ask again after the time in Retry-After." },
} as const satisfies Record<string, { statuses: readonly number[]; meaning: string }>;

export type RefusalError = keyof typeof REFUSALS;

/** Answer to a request that was refused. `Problems` names every one. */
export const refusalSchema = z
  .strictObject({
    Error: z.enum(Object.keys(REFUSALS) as [RefusalError, ...RefusalError[]]),
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

/** A job as `GET /jobs` lists it; it always agrees with the job's last event. */
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
    Output: outputSchema.nullable(),
    Error: z.strictObject(errorFields).nullable(),
  })
  .meta({ id: "Job" });
export type JobView = z.output<typeof jobViewSchema>;

/** A job as `GET /jobs/{id}` shows it. */
export const jobDetailsSchema = jobViewSchema
  .extend({
    Publishers: z
      .array(publisherViewSchema)
      .meta({ description: "How far each of MessagePublishers is, in its order." }),
  })
  .meta({ id: "JobDetails" });
export type JobDetails = z.output<typeof jobDetailsSchema>;

/** The query of `GET /jobs`. Times bound `SubmittedAt`; `cursor` is the `NextCursor` of the page before. */
export const jobsQuerySchema = z.strictObject({
  tenant: queryText.optional(),
  status: caseInsensitiveEnum(JOB_STATUSES).optional(),
  externalId: queryText.optional(),
  externalType: queryText.optional(),
  submittedAfter: z.iso.datetime({ offset: true }).optional(),
  submittedBefore: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: queryText.optional(),
});
export type JobsQuery = z.output<typeof jobsQuerySchema>;

export const jobsPageSchema = z
  .strictObject({ Jobs: z.array(jobViewSchema), NextCursor: z.string().nullable() })
  .meta({ id: "JobsPage" });
export type JobsPage = z.output<typeof jobsPageSchema>;

/** How many events one answer of `GET /jobs/{id}/events` holds at most. */
export const EVENTS_LIMIT = 1000;

/** The query of `GET /jobs/{id}/events`: events with a `Sequence` above `after`, at most `limit`. */
export const eventsQuerySchema = z.strictObject({
  after: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
  limit: z.coerce.number().int().min(1).max(EVENTS_LIMIT).default(EVENTS_LIMIT),
});
export type EventsQuery = z.output<typeof eventsQuerySchema>;

/** The history of a job. `NextAfter` is the `after` of the next page; null when there is nothing more by now. */
export const eventsPageSchema = z
  .strictObject({ Events: z.array(lifecycleEventSchema), NextAfter: z.int().positive().nullable() })
  .meta({ id: "EventsPage" });
export type EventsPage = z.output<typeof eventsPageSchema>;
