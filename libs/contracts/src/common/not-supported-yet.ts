import { z } from "zod";

/** The `params.reason` of a problem with a documented value that this version does not implement. */
export const NOT_SUPPORTED_YET = "not-supported-yet";

/**
 * Narrows a schema of all documented values to the ones that this version implements. A documented value
 * outside `supported` is refused as 'not supported yet', so that it is neither ignored nor called unknown. The
 * generated JSON Schema lists the supported values and names the others in the description.
 */
export function supportedOnly<Schema extends z.ZodType, const Supported extends z.output<Schema>>(
  documented: Schema,
  supported: readonly Supported[],
) {
  return documented
    .superRefine((value, context) => {
      if ((supported as readonly unknown[]).includes(value)) return;
      context.addIssue({
        code: "custom",
        message: `${JSON.stringify(value)} is not supported yet; supported: ${listed(supported)}`,
        params: { reason: NOT_SUPPORTED_YET },
      });
    })
    .meta({ enum: [...supported], ...notYet(documented, supported) }) as unknown as z.ZodType<
    Supported,
    z.input<Schema>
  >;
}

function notYet(documented: z.ZodType, supported: readonly unknown[]): { description?: string } {
  const known = documented instanceof z.ZodBoolean ? [false, true] : documented.meta()?.["enum"];
  const missing = Array.isArray(known) ? known.filter((value) => !supported.includes(value)) : [];
  return missing.length === 0 ? {} : { description: `Documented, not supported yet: ${listed(missing)}.` };
}

function listed(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}

/** A documented property that this version does not implement at all: any value but `undefined` is refused by name. */
export function notSupportedYet(property: string) {
  return z
    .unknown()
    .superRefine((value, context) => {
      if (value === undefined) return;
      context.addIssue({
        code: "custom",
        message: `${property} is not supported yet; leave it out`,
        params: { reason: NOT_SUPPORTED_YET },
      });
    })
    .optional()
    .meta({ not: {}, description: "Documented, not supported yet: refused when given." }) as unknown as z.ZodOptional<
    z.ZodType<undefined>
  >;
}
