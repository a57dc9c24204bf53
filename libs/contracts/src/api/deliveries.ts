import { z } from "zod";
import { caseInsensitiveEnum } from "../common/case-insensitive-enum.ts";
import { timestampSchema, uuidSchema } from "../common/primitives.ts";
import { reasonSchema } from "../errors/reasons.ts";
import { queryText } from "./query-text.ts";

/** `Failing` is tried again by itself; `Parked` waits for somebody to mend the cause and ask for it. */
export const DELIVERY_STATES = ["Parked", "Failing"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Of any publisher of a job: in trouble, not yet through, or through with all events of a job that has ended. */
export const PUBLISHER_STATES = ["Delivering", "Delivered", ...DELIVERY_STATES] as const;

const count = z.int().nonnegative();

/** Which publisher of which job: `<JobId>.<PublisherIndex>`. */
const deliveryIdSchema = z.string().meta({ description: "<JobId>.<PublisherIndex>" });
const publisherIndexSchema = z.int().nonnegative().meta({ description: "The place in MessagePublishers, from 0." });

const deliveredSequenceSchema = count.meta({
  description: "The next event to be sent comes after this one. A replay moves it back.",
});

/** How far one publisher of a job is. */
export const publisherViewSchema = z.strictObject({
  PublisherIndex: publisherIndexSchema,
  Type: z.string(),
  State: z.enum(PUBLISHER_STATES).meta({
    description:
      "Delivered: the job has ended, and the publisher has all of its events. GET /deliveries has the trouble.",
  }),
  DeliveredSequence: deliveredSequenceSchema,
});
export type PublisherView = z.output<typeof publisherViewSchema>;

/** The delivery of one job's events to one of its publishers, where it has trouble. */
export const deliveryViewSchema = z
  .strictObject({
    DeliveryId: deliveryIdSchema,
    JobId: uuidSchema,
    TenantId: z.string(),
    ExternalId: z.string().nullable(),
    PublisherIndex: publisherIndexSchema,
    Type: z.string().meta({ description: "Of the publisher." }),
    State: z.enum(DELIVERY_STATES),
    DeliveredSequence: deliveredSequenceSchema,
    LastSequence: count.meta({ description: "Of the job's last event so far." }),
    EventsOutstanding: count,
    Failures: count.meta({ description: "In a row." }),
    FailingSince: timestampSchema,
    Reason: reasonSchema,
    Message: z.string(),
    NextTryAt: timestampSchema.nullable().meta({ description: "null while it is parked, or tried at this moment." }),
  })
  .meta({ id: "Delivery" });
export type DeliveryView = z.output<typeof deliveryViewSchema>;

/** Of a query; a DeliveryId is easily taken for one. */
const jobId = z.uuid("expected a JobId: a DeliveryId without the dot and the number at its end").toLowerCase();

/** The query of `GET /deliveries`. `cursor` is the `NextCursor` of the page before. */
export const deliveriesQuerySchema = z.strictObject({
  state: caseInsensitiveEnum(DELIVERY_STATES).optional(),
  job: jobId.optional(),
  tenant: queryText.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: queryText.optional(),
});
export type DeliveriesQuery = z.output<typeof deliveriesQuerySchema>;

export const deliveriesPageSchema = z
  .strictObject({ Deliveries: z.array(deliveryViewSchema), NextCursor: z.string().nullable() })
  .meta({ id: "DeliveriesPage" });
export type DeliveriesPage = z.output<typeof deliveriesPageSchema>;

/** Answer to a redrive: 202, the delivery is due now. */
export const redriveSchema = z
  .strictObject({ DeliveryId: deliveryIdSchema, JobId: uuidSchema, PublisherIndex: publisherIndexSchema })
  .meta({ id: "Redrive" });
export type Redrive = z.output<typeof redriveSchema>;

/** The body of `POST /jobs/{id}/events/replay`. */
export const replayRequestSchema = z
  .strictObject({
    FromSequence: z
      .int()
      .min(1)
      .max(2_147_483_647)
      .meta({ description: "The first event to be sent again; one that the job has." }),
    PublisherIndex: publisherIndexSchema.max(32_767),
  })
  .meta({ id: "ReplayRequest" });
export type ReplayRequest = z.output<typeof replayRequestSchema>;

/** Answer to a replay: 202, these events and whatever comes after them will be sent. */
export const replaySchema = z
  .strictObject({
    DeliveryId: deliveryIdSchema,
    JobId: uuidSchema,
    PublisherIndex: publisherIndexSchema,
    FromSequence: z.int().positive(),
    LastSequence: z.int().positive(),
  })
  .meta({ id: "Replay" });
export type Replay = z.output<typeof replaySchema>;
