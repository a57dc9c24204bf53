import { z } from "zod";
import { rule } from "../../common/rule.ts";
import { REDACTED, secretString } from "../../common/secret.ts";
import { Format } from "./common.ts";
import { readServiceBusConnection } from "./service-bus-connection.ts";

const entityName = z
  .string()
  .min(1)
  .max(260)
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._~/-]*[A-Za-z0-9])?$/u, "expected the name of a queue or topic");

const fields = z.strictObject({
  Type: z.literal("AzureServiceBus"),
  Format,
  Connection: secretString()
    .superRefine((text, context) => {
      const read = text === REDACTED ? null : readServiceBusConnection(text);
      if (typeof read === "string") context.addIssue({ code: "custom", message: read });
    })
    .meta({
      description: "Endpoint=sb://<host>/;SharedAccessKeyName=...;SharedAccessKey=...; a key that may send.",
    }),
  Queue: entityName.optional(),
  Topic: entityName.optional(),
});

const oneDestination = rule<z.output<typeof fields>, never>([], (_, { given, refuse }) => {
  if (given("Queue") === given("Topic")) refuse("Queue", "expected exactly one of Queue and Topic");
});

const entityOfConnection = rule<z.output<typeof fields>, "Connection" | "Queue" | "Topic">(
  ["Connection", "Queue", "Topic"],
  ({ Connection, Queue, Topic }, { refuse }) => {
    const read = Connection === REDACTED ? null : readServiceBusConnection(Connection);
    if (read === null || typeof read === "string" || read.entityPath === null) return;
    const entity = Queue ?? Topic;
    if (entity === undefined || entity.toLowerCase() === read.entityPath.toLowerCase()) return;
    refuse(Queue === undefined ? "Topic" : "Queue", "is not the EntityPath of Connection");
  },
);

/** A queue or a topic of Azure Service Bus. */
export const azureServiceBusSchema = fields
  .superRefine(...oneDestination)
  .superRefine(...entityOfConnection)
  .meta({ id: "AzureServiceBusPublisher" });

export type AzureServiceBusPublisher = z.output<typeof azureServiceBusSchema>;
