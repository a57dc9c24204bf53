import { eventExamples } from "../../events/examples.ts";
import { EVENT_TYPES, PHASE_OF_EVENT } from "../../events/payloads.ts";
import { jobDescriptionExample } from "../../job-description/example.ts";
import type { Json } from "./json.ts";

/** Every message that a channel carries, by its name. */
export function messages(): Json {
  return { ...eventMessages(), ...otherMessages };
}

function eventMessages(): Json {
  return Object.fromEntries(
    EVENT_TYPES.map((type) => [
      type,
      {
        name: type,
        title: type,
        summary: `Phase ${PHASE_OF_EVENT[type]}.`,
        contentType: "application/json",
        payload: { $ref: `#/components/schemas/${type}` },
        correlationId: { location: "$message.payload#/JobId" },
        bindings: { amqp: { contentEncoding: "utf-8", messageType: type, bindingVersion: "0.3.0" } },
        examples: [{ name: type, payload: eventExamples[type] }],
      },
    ]),
  );
}

const otherMessages: Json = {
  PublisherTest: {
    name: "PublisherTest",
    title: "A test of a publisher, sent by POST /publishers/test; it belongs to no job",
    contentType: "application/json",
    payload: { $ref: "#/components/schemas/PublisherTest" },
  },
  CloudEvent: {
    name: "CloudEvent",
    title: "Any lifecycle event as a CloudEvent",
    contentType: "application/cloudevents+json",
    payload: { $ref: "#/components/schemas/CloudEvent" },
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
