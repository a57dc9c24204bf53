import { jsonSchemaOverride } from "@reelbus/contracts";
import { z } from "zod";

type Json = Readonly<Record<string, unknown>>;

/** The parameters of a query; each has the JSON Schema of what it is read as. */
export function queryParameters(query: z.ZodObject | undefined): Json[] {
  if (query === undefined) return [];
  const { properties = {} } = z.toJSONSchema(query, {
    io: "output",
    override: jsonSchemaOverride("output"),
    reused: "inline",
  });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", schema }));
}
