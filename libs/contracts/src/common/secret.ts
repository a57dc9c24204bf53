import { z } from "zod";

/** What stands in a redacted description where a secret was. */
export const REDACTED = "[redacted]";

/** A string that must never appear in an event, log line, command line or database row. */
export function secretString(schema: z.ZodString = z.string().min(1).max(8192)) {
  return schema.meta({ writeOnly: true });
}
