import { z } from "zod";
import { phaseSchema } from "../phases/phase.ts";
import { errorCodeSchema, errorNameSchema } from "./error-codes.ts";
import { reasonSchema } from "./reasons.ts";

/** How a failed job tells of its failure, in its FinalError and in the API alike. */
export const errorFields = {
  ErrorCode: errorCodeSchema,
  ErrorName: errorNameSchema,
  Reason: reasonSchema,
  Message: z.string(),
  FailedPhase: phaseSchema,
  Retryable: z.boolean(),
} as const;
