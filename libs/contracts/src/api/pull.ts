import { z } from "zod";
import { timestampSchema } from "../common/primitives.ts";
import { lifecycleEventSchema } from "../events/lifecycle-event.ts";

/** How many events one answer of `GET /events` holds at most. */
const PULL_LIMIT = 1000;

const cursorSchema = z
  .uuid("expected the Cursor of an answer of GET /events")
  .toLowerCase()
  .meta({ description: "Of an answer of `GET /events`." });

/** The query of `GET /events`: what this cursor holds goes over to the next one, with at most `max` more events. */
export const pullQuerySchema = z.strictObject({
  after: cursorSchema.optional(),
  max: z.coerce.number().int().min(1).max(PULL_LIMIT).default(100),
});
export type PullQuery = z.output<typeof pullQuerySchema>;

/** The next events of all jobs. `Cursor` holds them for 30 s, with what `after` held; when nothing is held, it is `after`, or null. */
export const pullPageSchema = z
  .strictObject({
    Events: z.array(lifecycleEventSchema),
    Cursor: cursorSchema.nullable(),
    ConfirmBefore: timestampSchema.nullable().meta({
      description:
        "By the clock of the database; what is not confirmed by then may be given again. null: nothing is held.",
    }),
  })
  .meta({ id: "PulledEvents" });
export type PullPage = z.output<typeof pullPageSchema>;

/** The body of `POST /events/confirm`. */
export const pullConfirmationRequestSchema = z
  .strictObject({ Cursor: cursorSchema })
  .meta({ id: "PullConfirmationRequest" });

/** Answer to a confirmation. */
export const pullConfirmationSchema = z
  .strictObject({
    Confirmed: z.int().nonnegative().meta({
      description: "Events. 0 when they were confirmed before, belong to a later cursor, or to another reader.",
    }),
  })
  .meta({ id: "PullConfirmation" });
export type PullConfirmation = z.output<typeof pullConfirmationSchema>;
