import { PUBLISHABLE_EVENT_TYPES } from "../../events/publishable-event.ts";
import type { Json } from "./json.ts";

/** What `Format` `CloudEvents` makes of an event. */
export const cloudEventSchema: Json = {
  title: "CloudEvent",
  description:
    "A lifecycle event or a PublisherTest in CloudEvents 1.0 structured mode, for publishers with Format CloudEvents.",
  type: "object",
  required: ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"],
  properties: {
    specversion: { const: "1.0" },
    id: { type: "string", description: "The EventId." },
    source: { type: "string", description: "/tenants/<TenantId>" },
    type: { type: "string", enum: PUBLISHABLE_EVENT_TYPES.map((type) => `reelbus.${type}`) },
    subject: { type: "string", description: "The JobId." },
    time: { type: "string", format: "date-time", description: "The Timestamp." },
    datacontenttype: { const: "application/json" },
    data: { oneOf: ["LifecycleEvent", "PublisherTest"].map((name) => ({ $ref: `#/components/schemas/${name}` })) },
  },
};
