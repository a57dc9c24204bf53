import { z } from "zod";
import { timestampSchema, traceParentSchema, uuidSchema } from "../common/primitives.ts";
import { phaseSchema } from "../phases/phase.ts";

/** The version of the event schemas; it grows when a consumer must change. */
export const EVENT_SCHEMA_VERSION = "1.0";

const label = z.string().nullable();

/** What every event carries. `Sequence` is 1, 2, 3 ... without gaps within the job. */
export const envelopeShape = {
  EventId: uuidSchema.meta({ description: "UUIDv7; the broker's deduplication id wherever it has one." }),
  Sequence: z.int().positive(),
  Timestamp: timestampSchema,
  Phase: phaseSchema,
  SchemaVersion: z.literal(EVENT_SCHEMA_VERSION),
  TraceParent: traceParentSchema,
  JobId: uuidSchema,
  TenantId: z.string(),
  ExternalId: label,
  ExternalType: label,
  ExternalProvider: label,
  UserData: z.record(z.string(), z.json()).nullable(),
};
