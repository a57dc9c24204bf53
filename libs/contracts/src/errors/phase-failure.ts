import { z } from "zod";
import type { ErrorCode } from "./error-codes.ts";
import { reasonSchema, REASONS, type Reason } from "./reasons.ts";
import type { Phase } from "../phases/phase.ts";

/** A phase's failure as it travels over the bus: the data of a ReelbusError. */
export const phaseFailureSchema = z.strictObject({
  reason: reasonSchema,
  message: z.string().max(4000),
  retryable: z.boolean(),
  retryAfterMs: z.number().min(0).nullable(),
});

export type PhaseFailure = z.output<typeof phaseFailureSchema>;

const CODE_OF_PHASE: Readonly<Record<Phase, ErrorCode>> = {
  "Pre-Validation": 5003,
  Acquisition: 1000,
  "Media Mapping": 2000,
  Encoding: 2000,
  "Image Extraction": 2000,
  Publishing: 3000,
};

/** The documented error code for a reason in a phase. */
export function errorCodeFor(phase: Phase, reason: Reason): ErrorCode {
  const { fault } = REASONS[reason];
  if (fault === "cancelled") return 5001;
  return fault === "ours" ? 5000 : CODE_OF_PHASE[phase];
}
