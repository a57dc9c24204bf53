import { jobDescriptionSchema } from "../job-description/job-description.ts";
import { lifecycleEventSchema } from "../events/lifecycle-event.ts";
import { jsonSchemaDocument, type JsonSchema } from "./json-schema.ts";

/** The JSON Schema of what customers post: `docs/contracts/job-description.schema.json`. */
export function jobDescriptionDocument(): JsonSchema {
  return jsonSchemaDocument(jobDescriptionSchema, "input", "Reelbus job description message");
}

/** The JSON Schema of what customers receive, each type of event in `$defs`: `docs/contracts/events.schema.json`. */
export function eventsDocument(): JsonSchema {
  return jsonSchemaDocument(lifecycleEventSchema, "output", "Reelbus lifecycle event");
}
