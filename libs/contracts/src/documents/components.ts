import type { z } from "zod";
import { jsonSchemaWithDefinitions, type Direction, type JsonSchema } from "./json-schema.ts";

/** The named schemas of a document that refers to them as `#/components/schemas/<name>`. */
export type Components = Readonly<Record<string, JsonSchema>>;

export interface ComponentsOptions {
  readonly direction: Direction;
  readonly target: "draft-2020-12" | "draft-07";
}

/** The schemas and all that they are made of, sorted by name. */
export function componentsOf(schemas: readonly z.ZodType[], { direction, target }: ComponentsOptions): Components {
  const all = schemas.map((schema) => jsonSchemaWithDefinitions(schema, direction, target).definitions);
  return sorted(Object.assign({}, ...all) as Components, (id) => id);
}

/**
 * What customers write and what they get, in one map. A description that comes back in an event has other rules (its
 * defaults are filled in), so a name that stands for two different schemas gets the prefix `Echoed` in what they get.
 */
export function mergedComponents(written: Components, got: Components): Components {
  const different = differing(written, got);
  const echoed = sorted(got, (id) => (different.has(id) ? `Echoed${id}` : id));
  return sorted({ ...sorted(written, (id) => id), ...echoed }, (id) => id);
}

/** The names in both maps whose schemas differ, by themselves or in what they refer to. */
function differing(written: Components, got: Components): ReadonlySet<string> {
  const common = Object.keys(written).filter((id) => id in got);
  const different = new Set(common.filter((id) => JSON.stringify(written[id]) !== JSON.stringify(got[id])));
  for (let size = -1; size !== different.size;) {
    size = different.size;
    for (const id of common) if (referredTo(got[id]).some((name) => different.has(name))) different.add(id);
  }
  return different;
}

const REFERENCE = /"#\/(?:\$defs|definitions|components\/schemas)\/([^"/]+)"/gu;

function referredTo(schema: JsonSchema | undefined): string[] {
  return [...JSON.stringify(schema ?? {}).matchAll(REFERENCE)].map(([, name = ""]) => name);
}

/** Renames schemas and the references to them, and sorts them. */
function sorted(components: Components, rename: (id: string) => string): Components {
  const entries = Object.entries(components).map(([id, schema]): [string, JsonSchema] => {
    const text = JSON.stringify(schema).replace(
      REFERENCE,
      (_, name: string) => `"#/components/schemas/${rename(name)}"`,
    );
    return [rename(id), JSON.parse(text) as JsonSchema];
  });
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
