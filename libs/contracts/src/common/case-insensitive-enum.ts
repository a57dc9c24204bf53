import { z } from "zod";
import { expectedOneOf } from "./expected-one-of.ts";

/**
 * A string enumeration that customers may spell in any case; the parsed value has the documented spelling.
 * The generated JSON Schema lists the documented spellings.
 */
export function caseInsensitiveEnum<const Values extends readonly [string, ...string[]]>(values: Values) {
  const canonical = new Map(values.map((value) => [value.toLowerCase(), value]));
  return z
    .preprocess(
      (input) => (typeof input === "string" ? (canonical.get(input.toLowerCase()) ?? input) : input),
      z.enum(values, { error: ({ input }) => expectedOneOf(values, input, " (in any case)") }),
    )
    .meta({ type: "string", enum: [...values] });
}
