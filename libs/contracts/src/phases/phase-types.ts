import { z } from "zod";
import type { Phase } from "./phase.ts";
import {
  acquisitionResultSchema,
  encodingResultSchema,
  imageExtractionResultSchema,
  mediaMappingResultSchema,
  preValidationResultSchema,
  publishingResultSchema,
} from "./results.ts";

/** Each phase's result. */
export const phaseResultSchemas = {
  "Pre-Validation": preValidationResultSchema,
  Acquisition: acquisitionResultSchema,
  "Media Mapping": mediaMappingResultSchema,
  Encoding: encodingResultSchema,
  "Image Extraction": imageExtractionResultSchema,
  Publishing: publishingResultSchema,
} as const satisfies Record<Phase, z.ZodType>;

/** Each phase's input: the results of the earlier phases that it needs. */
export const phaseInputSchemas = {
  "Pre-Validation": z.strictObject({}),
  Acquisition: z.strictObject({}),
  "Media Mapping": z.strictObject({ acquisition: acquisitionResultSchema }),
  Encoding: z.strictObject({ mapping: mediaMappingResultSchema }),
  "Image Extraction": z.strictObject({ mapping: mediaMappingResultSchema, encoding: encodingResultSchema }),
  Publishing: z.strictObject({ encoding: encodingResultSchema, images: imageExtractionResultSchema }),
} as const satisfies Record<Phase, z.ZodType>;

/** Each phase's progress details beside the per cent. */
export const phaseProgressSchemas = {
  "Pre-Validation": z.strictObject({}),
  Acquisition: z.strictObject({ bytesAcquired: z.int().min(0), totalBytes: z.int().min(0).nullable() }),
  "Media Mapping": z.strictObject({}),
  Encoding: z.strictObject({
    speed: z.number().min(0).nullable(),
    estimatedSecondsLeft: z.number().min(0).nullable(),
  }),
  "Image Extraction": z.strictObject({}),
  Publishing: z.strictObject({}),
} as const satisfies Record<Phase, z.ZodType>;

export type PhaseResult<P extends Phase> = z.output<(typeof phaseResultSchemas)[P]>;
export type PhaseInput<P extends Phase> = z.output<(typeof phaseInputSchemas)[P]>;
export type PhaseProgress<P extends Phase> = z.output<(typeof phaseProgressSchemas)[P]>;
/** The results of the phases that are done. */
export type PhaseResults = { readonly [P in Phase]?: PhaseResult<P> };
