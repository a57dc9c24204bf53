import { z } from "zod";

const LIMIT_BYTES = 4096;

/** JSON of the customer's own that is carried along untouched. */
export const userDataSchema = z
  .record(z.string(), z.unknown())
  .refine(
    (data) => new TextEncoder().encode(JSON.stringify(data)).length <= LIMIT_BYTES,
    `expected at most ${LIMIT_BYTES} bytes of JSON`,
  )
  .meta({ id: "UserData", description: `Echoed in every event; at most ${LIMIT_BYTES} bytes of JSON.` });
