import { z } from "zod";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Whether a schema describes what customers write (defaults may be missing) or what they get. */
export type Direction = "input" | "output";

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>["override"]>;

/** How every generated document tells a zod schema. */
export function jsonSchemaOverride(direction: Direction): Override {
  return ({ zodSchema, jsonSchema }) => {
    const { def } = zodSchema._zod;
    // zod leaves the default of a transforming schema out, because it may be no valid input. Ours always is.
    if (direction === "input" && def.type === "default") jsonSchema.default = def.defaultValue;
    // Whoever reads events must put up with properties that come later.
    if (direction === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    // The format says it, and better.
    if (jsonSchema.format === "uuid" || jsonSchema.format === "date-time") delete jsonSchema.pattern;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    delete jsonSchema.propertyNames;
  };
}

/**
 * The JSON Schema of a schema that has an id, with the schemas that it is made of beside it.
 *
 * @param target `draft-07` is what AsyncAPI takes
 */
export function jsonSchemaWithDefinitions(
  schema: z.ZodType,
  direction: Direction,
  target: "draft-2020-12" | "draft-07" = "draft-2020-12",
): { readonly id: string; readonly definitions: Record<string, JsonSchema> } {
  const id = schema.meta()?.id;
  if (id === undefined) throw new TypeError("only a schema with an id has definitions");
  const made = z.toJSONSchema(schema, { io: direction, target, override: jsonSchemaOverride(direction) });
  return { id, definitions: (made.$defs ?? made["definitions"]) as Record<string, JsonSchema> };
}

/** A JSON Schema document of its own (draft 2020-12), `title` first. */
export function jsonSchemaDocument(schema: z.ZodType, direction: Direction, title: string): JsonSchema {
  const { id, definitions } = jsonSchemaWithDefinitions(schema, direction);
  const { [id]: root, ...others } = definitions;
  return { $schema: "https://json-schema.org/draft/2020-12/schema", ...root, title, $defs: others };
}
