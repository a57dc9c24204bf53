import { z } from "zod";
import { envelopeShape } from "./envelope.ts";
import { EVENT_TYPES, eventPayloads, type EventType } from "./payloads.ts";

type Payload<T extends EventType> = z.output<z.ZodObject<(typeof eventPayloads)[T]>>;
type Envelope = z.output<z.ZodObject<typeof envelopeShape>>;

/** The payload of one type of event, tagged with it: an event before it has its place in the job's history. */
export type EventDraft = { [T in EventType]: { readonly type: T; readonly payload: Payload<T> } }[EventType];

/** A lifecycle event as customers receive it. */
export type LifecycleEvent = { [T in EventType]: { EventType: T } & Envelope & Payload<T> }[EventType];

const schemas = new Map(
  EVENT_TYPES.map((type) => [
    type,
    z
      .strictObject({ EventType: z.literal(type), ...envelopeShape, ...eventPayloads[type] })
      .meta({ id: type, title: type }),
  ]),
);

/** The schema of one type of event. */
export function eventSchema(type: EventType) {
  const schema = schemas.get(type);
  if (schema === undefined) throw new TypeError(`no event is called ${type}`);
  return schema;
}

const [first, ...others] = EVENT_TYPES.map(eventSchema);

/** The schema of every lifecycle event. */
export const lifecycleEventSchema = z
  .discriminatedUnion("EventType", [first as NonNullable<typeof first>, ...others])
  .meta({ id: "LifecycleEvent" }) as unknown as z.ZodType<LifecycleEvent>;
