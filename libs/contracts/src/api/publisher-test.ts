import { z } from "zod";
import { uuidSchema } from "../common/primitives.ts";
import { reasonSchema } from "../errors/reasons.ts";

/** `Check` connects and finds out what can be found without an event; `Publish` sends one. */
export const PUBLISHER_TEST_STEPS = ["Check", "Publish"] as const;

/** Answer to `POST /publishers/test`: what came of each step, up to the one that failed. */
export const publisherTestSchema = z
  .strictObject({
    Succeeded: z.boolean().meta({ description: "The publisher has confirmed the test event." }),
    EventId: uuidSchema.meta({ description: "Of the test event." }),
    JobId: uuidSchema.meta({ description: "Of the test event; there is no such job." }),
    Steps: z.array(
      z.strictObject({
        Step: z.enum(PUBLISHER_TEST_STEPS),
        Succeeded: z.boolean(),
        Error: z.strictObject({ Reason: reasonSchema, Message: z.string(), Retryable: z.boolean() }).nullable(),
      }),
    ),
  })
  .meta({ id: "PublisherTestResult" });
export type PublisherTest = z.output<typeof publisherTestSchema>;
