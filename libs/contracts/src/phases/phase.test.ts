import assert from "node:assert/strict";
import { test } from "node:test";
import { phaseInputSchemas, phaseProgressSchemas, phaseResultSchemas } from "./phase-types.ts";
import { PHASES, phaseSchema, slugOf } from "./phase.ts";

test("there are six phases, in order, each with a slug, an input, a progress and a result", () => {
  assert.deepEqual(PHASES.map(slugOf), [
    "pre-validation",
    "acquisition",
    "media-mapping",
    "encoding",
    "image-extraction",
    "publishing",
  ]);
  for (const schemas of [phaseInputSchemas, phaseProgressSchemas, phaseResultSchemas])
    assert.deepEqual(Object.keys(schemas), [...PHASES]);
  assert.deepEqual(phaseSchema.options, [...PHASES]);
  assert.equal(phaseSchema.safeParse("encoding").success, false);
});
