import { z } from "zod";
import { envelopeShape } from "./envelope.ts";

/**
 * What `POST /publishers/test` sends. It has the envelope of a lifecycle event and is none: it belongs to no job, its
 * JobId is its own, and a consumer skips it.
 */
export const publisherTestEventSchema = z
  .strictObject({ EventType: z.literal("PublisherTest"), ...envelopeShape, Message: z.string() })
  .meta({ id: "PublisherTest", title: "PublisherTest" });

export type PublisherTestEvent = z.output<typeof publisherTestEventSchema>;
