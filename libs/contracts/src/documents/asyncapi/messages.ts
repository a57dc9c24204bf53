import { eventExamples, publisherTestExample } from "../../events/examples.ts";
import { EVENT_TYPES, PHASE_OF_EVENT } from "../../events/payloads.ts";
import type { PublishableEvent } from "../../events/publishable-event.ts";
import { jobDescriptionExample } from "../../job-description/example.ts";
import type { Json } from "./json.ts";

/** Every message that a channel carries, by its name. */
export function messages(): Json {
  return { ...eventMessages(), ...otherMessages };
}

function eventMessages(): Json {
  const lifecycle = EVENT_TYPES.map((type) => eventMessage(eventExamples[type], `Phase ${PHASE_OF_EVENT[type]}.`));
  const test = eventMessage(publisherTestExample, "Sent by POST /publishers/test; it belongs to no job.");
  return Object.fromEntries([...lifecycle, test]);
}

function eventMessage(example: PublishableEvent, summary: string): [name: string, message: Json] {
  const type = example.EventType;
  const message = {
    name: type,
    title: type,
    summary,
    contentType: "application/json",
    payload: { $ref: `#/components/schemas/${type}` },
    correlationId: { location: "$message.payload#/JobId" },
    bindings: { amqp: { contentEncoding: "utf-8", messageType: type, bindingVersion: "0.3.0" } },
    examples: [{ name: type, payload: example }],
  };
  return [type, message];
}

function cloudEventExample(event: PublishableEvent): Json {
  const payload = {
    specversion: "1.0",
    id: event.EventId,
    source: `/tenants/${event.TenantId}`,
    type: `reelbus.${event.EventType}`,
    subject: event.JobId,
    time: event.Timestamp,
    datacontenttype: "application/json",
    data: event,
  };
  return { name: event.EventType, payload };
}

const otherMessages: Json = {
  CloudEvent: {
    name: "CloudEvent",
    title: "Any event as a CloudEvent",
    contentType: "application/cloudevents+json",
    payload: { $ref: "#/components/schemas/CloudEvent" },
    examples: [cloudEventExample(eventExamples.ContentAcquired), cloudEventExample(publisherTestExample)],
  },
  JobDescription: {
    name: "JobDescription",
    title: "Job description message",
    contentType: "application/json",
    headers: {
      type: "object",
      properties: { traceparent: { type: "string", description: "W3C Trace Context; made when it is missing." } },
    },
    payload: { $ref: "#/components/schemas/JobDescription" },
    examples: [{ name: "film", payload: jobDescriptionExample }],
  },
  Submitted: {
    name: "Submitted",
    title: "The job is stored durably, or known by its IdempotencyKey",
    contentType: "application/json",
    payload: { $ref: "#/components/schemas/Submitted" },
  },
  Refusal: {
    name: "Refusal",
    title: "The job is refused",
    contentType: "application/json",
    headers: {
      type: "object",
      required: ["Nats-Service-Error-Code", "Nats-Service-Error"],
      properties: {
        "Nats-Service-Error-Code": {
          type: "string",
          description: "The status that HTTP would answer: 400, 409, 429 ...",
        },
        "Nats-Service-Error": { type: "string", description: "The Refusal's Message." },
        "Retry-After": { type: "string", description: "Seconds; with 429 and 503." },
      },
    },
    payload: { $ref: "#/components/schemas/Refusal" },
  },
};
