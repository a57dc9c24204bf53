import { z } from "zod";
import { timestampSchema, traceParentSchema, uuidSchema } from "../common/primitives.ts";
import { userDataSchema } from "../common/user-data.ts";
import { phaseSchema } from "../phases/phase.ts";

/** The version of the event schemas; it grows when a consumer must change. */
export const EVENT_SCHEMA_VERSION = "1.0";

const echoed = z.string().nullable().meta({ description: "Of the job description." });

/** What every event carries. `Sequence` is 1, 2, 3 ... without gaps within the job. */
export const envelopeShape = {
  EventId: uuidSchema.meta({ description: "UUIDv7; the broker's deduplication id wherever it has one." }),
  Sequence: z.int().positive().meta({ description: "1, 2, 3 ... without gaps within the job." }),
  Timestamp: timestampSchema,
  Phase: phaseSchema.meta({ description: "The phase that the event belongs to." }),
  SchemaVersion: z.literal(EVENT_SCHEMA_VERSION),
  TraceParent: traceParentSchema,
  JobId: uuidSchema,
  TenantId: z.string(),
  ExternalId: echoed,
  ExternalType: echoed,
  ExternalProvider: echoed,
  UserData: userDataSchema.nullable(),
};

/** What every event has, those of later versions too; it leaves alone what else is there. */
export const anyEventSchema = z.looseObject({ EventType: z.string().min(1), ...envelopeShape });

export type AnyEvent = z.output<typeof anyEventSchema>;
