import { z } from "zod";
import { timestampSchema, uuidSchema } from "../common/primitives.ts";
import { phaseFailureSchema } from "../errors/phase-failure.ts";
import { PHASES, type Phase } from "../phases/phase.ts";
import {
  phaseProgressSchemas,
  phaseResultSchemas,
  type PhaseProgress,
  type PhaseResult,
} from "../phases/phase-types.ts";
import { encodingPlanSchema, type EncodingPlan } from "../phases/results.ts";

interface FactBase<P extends Phase> {
  readonly jobId: string;
  readonly phase: P;
  readonly attempt: number;
  /** Counts the bus's deliveries of the attempt's work message, from 1. */
  readonly delivery: number;
  /** When it happened, on the worker's clock. */
  readonly at: string;
  /** When the work began, on the same clock; it may be the only word about it. `at` when it is missing. */
  readonly startedAt?: string | undefined;
}

/** What a phase service reports of its work; the conductor turns facts into lifecycle events. */
export type Fact<P extends Phase = Phase> = P extends Phase
  ? FactBase<P> &
      (
        | { readonly kind: "started" }
        | { readonly kind: "planned"; readonly plan: EncodingPlan }
        | { readonly kind: "heartbeat" }
        | { readonly kind: "progress"; readonly percent: number; readonly details: PhaseProgress<P> }
        | { readonly kind: "finished"; readonly result: PhaseResult<P> }
        | { readonly kind: "failed"; readonly failure: z.output<typeof phaseFailureSchema> }
        /** The worker stopped in order before the work was done: somebody else shall do it, and nothing has failed. */
        | { readonly kind: "released" }
      )
  : never;

export type FactKind = Fact["kind"];

function factSchemaOf(phase: Phase) {
  const base = {
    jobId: uuidSchema,
    phase: z.literal(phase),
    attempt: z.int().positive(),
    delivery: z.int().positive(),
    at: timestampSchema,
    startedAt: timestampSchema.optional(),
  };
  return z.discriminatedUnion("kind", [
    z.strictObject({ ...base, kind: z.literal("started") }),
    z.strictObject({ ...base, kind: z.literal("planned"), plan: encodingPlanSchema }),
    z.strictObject({ ...base, kind: z.literal("heartbeat") }),
    z.strictObject({
      ...base,
      kind: z.literal("progress"),
      percent: z.number().min(0).max(100),
      details: phaseProgressSchemas[phase],
    }),
    z.strictObject({ ...base, kind: z.literal("finished"), result: phaseResultSchemas[phase] }),
    z.strictObject({ ...base, kind: z.literal("failed"), failure: phaseFailureSchema }),
    z.strictObject({ ...base, kind: z.literal("released") }),
  ]);
}

const [first, ...others] = PHASES.map(factSchemaOf);

/** The schema of every fact. */
export const factSchema = z.discriminatedUnion("phase", [
  first as NonNullable<typeof first>,
  ...others,
]) as unknown as z.ZodType<Fact>;
