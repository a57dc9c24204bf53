import { z } from "zod";

/** One thing that is wrong with a request. */
export const problemSchema = z
  .strictObject({
    Path: z.string().meta({ description: "Where, for example MessagePublishers[0].Host; empty for the whole body." }),
    Reason: z.enum(["unknown-property", "wrong-type", "invalid-value", "not-supported-yet", "not-json"]),
    Message: z.string(),
  })
  .meta({ id: "Problem" });

export type Problem = z.output<typeof problemSchema>;
