import { PUBLISHABLE_EVENT_TYPES } from "../../events/publishable-event.ts";
import type { Json } from "./json.ts";

/** Where messages go to and come from: one channel a kind of destination of a publisher, and two for jobs over NATS. */
export function channels(): Json {
  return { ...eventChannels(), ...submissionChannels };
}

function eventChannels(): Json {
  const messages = Object.fromEntries(
    [...PUBLISHABLE_EVENT_TYPES, "CloudEvent"].map((name) => [name, { $ref: `#/components/messages/${name}` }]),
  );
  const properties =
    "Messages are persistent, mandatory and confirmed. AMQP properties: `type` = EventType, `message_id` = EventId, `correlation_id` = JobId, `content_type`, `timestamp` (seconds).";
  const eventFiles = {
    address: "{JobId}/{Sequence}-{EventType}.json",
    parameters: {
      JobId: { description: "A folder below the publisher's UriPath." },
      Sequence: { description: "6 digits." },
      EventType: { description: "The name of the event.", enum: [...PUBLISHABLE_EVENT_TYPES] },
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
