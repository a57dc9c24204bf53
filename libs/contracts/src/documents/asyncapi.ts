import { refusalSchema, submittedSchema } from "../api/jobs.ts";
import { EVENT_SCHEMA_VERSION } from "../events/envelope.ts";
import { eventExamples } from "../events/examples.ts";
import { lifecycleEventSchema } from "../events/lifecycle-event.ts";
import { EVENT_TYPES, PHASE_OF_EVENT } from "../events/payloads.ts";
import { publisherTestEventSchema } from "../events/publisher-test.ts";
import { jobDescriptionExample } from "../job-description/example.ts";
import { jobDescriptionSchema } from "../job-description/job-description.ts";
import { componentsOf, mergedComponents, type Components } from "./components.ts";

type Json = Readonly<Record<string, unknown>>;

const target = "draft-07";

/** AsyncAPI 3.0: how events reach customers, and jobs over NATS. `docs/contracts/asyncapi.json`. */
export function asyncApiDocument(): Json {
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Reelbus messages",
      version: EVENT_SCHEMA_VERSION,
      description:
        "What Reelbus sends to the message publishers of a job, and what it takes over NATS. Enumerations are accepted in any case; the documented spelling is listed.",
      license: { name: "Apache-2.0" },
    },
    defaultContentType: "application/json",
    channels: { ...eventChannels(), ...submissionChannels },
    operations: operations(),
    components: {
      schemas: { ...schemas(), CloudEvent: cloudEventSchema },
      messages: { ...eventMessages(), ...otherMessages },
    },
  };
}

function schemas(): Components {
  const written = componentsOf([jobDescriptionSchema], { direction: "input", target });
  const got = componentsOf([lifecycleEventSchema, publisherTestEventSchema, submittedSchema, refusalSchema], {
    direction: "output",
    target,
  });
  return mergedComponents(written, got);
}

const cloudEventSchema: Json = {
  title: "CloudEvent",
  description: "A lifecycle event in CloudEvents 1.0 structured mode, for publishers with Format CloudEvents.",
  type: "object",
  required: ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"],
  properties: {
    specversion: { const: "1.0" },
    id: { type: "string", description: "The EventId." },
    source: { type: "string", description: "/tenants/<TenantId>" },
    type: { type: "string", enum: EVENT_TYPES.map((type) => `reelbus.${type}`) },
    subject: { type: "string", description: "The JobId." },
    time: { type: "string", format: "date-time", description: "The Timestamp." },
    datacontenttype: { const: "application/json" },
    data: { $ref: "#/components/schemas/LifecycleEvent" },
  },
};

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

function eventChannels(): Json {
  const messages = Object.fromEntries(
    [...EVENT_TYPES, "PublisherTest", "CloudEvent"].map((name) => [name, { $ref: `#/components/messages/${name}` }]),
  );
  const properties =
    "Messages are persistent, mandatory and confirmed. AMQP properties: `type` = EventType, `message_id` = EventId, `correlation_id` = JobId, `content_type`, `timestamp` (seconds).";
  const eventFiles = {
    address: "{JobId}/{Sequence}-{EventType}.json",
    parameters: {
      JobId: { description: "A folder below the publisher's UriPath." },
      Sequence: { description: "6 digits." },
      EventType: { description: "The name of the event.", enum: [...EVENT_TYPES] },
    },
    description: "One file an event, written under another name and renamed: what ends in .json is whole.",
    messages,
  };
  return {
    rabbitMqQueue: {
      title: "Publisher RabbitMq with Queue",
      address: "{Queue}",
      parameters: { Queue: { description: "The publisher's Queue, which must exist." } },
      description: properties,
      messages,
      bindings: { amqp: { is: "queue", queue: { name: "{Queue}" }, bindingVersion: "0.3.0" } },
    },
    rabbitMqExchange: {
      title: "Publisher RabbitMq with Exchange",
      address: "{RoutingKey}",
      parameters: { RoutingKey: { description: "The publisher's RoutingKey, in its Exchange, which must exist." } },
      description: properties,
      messages,
      bindings: { amqp: { is: "routingKey", exchange: { name: "{Exchange}" }, bindingVersion: "0.3.0" } },
    },
    webhook: {
      title: "Publisher Webhook",
      address: "{Url}",
      parameters: { Url: { description: "The publisher's Url." } },
      description:
        "One POST an event, signed as Standard Webhooks 1.0.0 says: `webhook-id` = EventId, `webhook-timestamp`, `webhook-signature`.",
      messages,
      bindings: { http: {} },
    },
    amazonSqs: {
      title: "Publisher AmazonSqs",
      address: "{QueueUrl}",
      parameters: { QueueUrl: { description: "The publisher's QueueUrl, of a queue that exists." } },
      description:
        "Message attributes, all of type String: `EventType`, `EventId`, `JobId`. In a FIFO queue the message group is the JobId and the deduplication id the EventId; a standard queue may change the order, which Sequence restores.",
      messages,
    },
    ...serviceBusChannels(messages),
    files: { title: "Publisher Files", ...eventFiles },
    ftps: { title: "Publisher Ftps", ...eventFiles },
  };
}

function serviceBusChannels(messages: Json): Json {
  const description =
    "Messages are accepted by the service before the next batch is sent. Properties: `subject` = EventType, `message-id` = EventId, `correlation-id` = JobId, `group-id` (SessionId) = JobId, `content-type`; one data section.";
  return {
    azureServiceBusQueue: {
      title: "Publisher AzureServiceBus with Queue",
      address: "{Queue}",
      parameters: { Queue: { description: "The publisher's Queue, which must exist." } },
      description,
      messages,
    },
    azureServiceBusTopic: {
      title: "Publisher AzureServiceBus with Topic",
      address: "{Topic}",
      parameters: { Topic: { description: "The publisher's Topic, which must exist and have subscriptions." } },
      description,
      messages,
    },
  };
}

const submissionChannels: Json = {
  jobSubmissions: {
    title: "Jobs over NATS",
    address: "jobs.submit",
    description: "Request/reply, as POST /jobs over HTTP.",
    messages: { JobDescription: { $ref: "#/components/messages/JobDescription" } },
  },
  submissionReplies: {
    title: "Replies to jobs over NATS",
    address: null,
    messages: {
      Submitted: { $ref: "#/components/messages/Submitted" },
      Refusal: { $ref: "#/components/messages/Refusal" },
    },
  },
};

function operations(): Json {
  const send = (channel: string, summary: string) => ({
    action: "send",
    channel: { $ref: `#/channels/${channel}` },
    summary,
  });
  return {
    submitJob: {
      action: "receive",
      channel: { $ref: "#/channels/jobSubmissions" },
      summary: "Takes a job description and stores it durably.",
      reply: { channel: { $ref: "#/channels/submissionReplies" } },
    },
    publishToRabbitMqQueue: send("rabbitMqQueue", "Every lifecycle event of the job, in order, at least once."),
    publishToRabbitMqExchange: send("rabbitMqExchange", "Every lifecycle event of the job, in order, at least once."),
    publishToWebhook: send("webhook", "Every lifecycle event of the job, in order, at least once."),
    publishToAmazonSqs: send("amazonSqs", "Every lifecycle event of the job, sent in order, at least once."),
    publishToAzureServiceBusQueue: send(
      "azureServiceBusQueue",
      "Every lifecycle event of the job, in order, at least once.",
    ),
    publishToAzureServiceBusTopic: send(
      "azureServiceBusTopic",
      "Every lifecycle event of the job, in order, at least once.",
    ),
    publishToFiles: send("files", "Every lifecycle event of the job, in order, at least once."),
    publishToFtps: send("ftps", "Every lifecycle event of the job, in order, at least once."),
  };
}
