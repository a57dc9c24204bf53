import { z } from "zod";
import { amazonSqsSchema } from "./publishers/amazon-sqs.ts";
import { azureServiceBusSchema } from "./publishers/azure-service-bus.ts";
import { filesSchema } from "./publishers/files.ts";
import { ftpsSchema } from "./publishers/ftps.ts";
import { rabbitMqSchema } from "./publishers/rabbit-mq.ts";
import { webhookSchema } from "./publishers/webhook.ts";

/** One line for each type of publisher. */
const schemas = [
  rabbitMqSchema,
  azureServiceBusSchema,
  amazonSqsSchema,
  ftpsSchema,
  filesSchema,
  webhookSchema,
] as const;

const types = schemas.map(({ shape }) => shape.Type.value);

/** Other documented spellings of a type, in lower case. */
const aliases = new Map([["azureservicebusqueue", "AzureServiceBus"]]);
const canonicalTypes = new Map<string, string>(types.map((type) => [type.toLowerCase(), type]));

function withCanonicalType(input: unknown): unknown {
  if (typeof input !== "object" || input === null || !("Type" in input) || typeof input.Type !== "string") return input;
  const lower = input.Type.toLowerCase();
  return { ...input, Type: canonicalTypes.get(lower) ?? aliases.get(lower) ?? input.Type };
}

/** Something else than an object keeps zod's own message. */
function messageForUnknownType(issue: { readonly code?: string | undefined }): string | undefined {
  return issue.code === "invalid_union" ? `expected one of ${types.join(", ")}` : undefined;
}

const publisherUnion = z.discriminatedUnion("Type", [...schemas], {
  error: messageForUnknownType,
});

/** The settings of one publisher, discriminated by `Type`. */
export type MessagePublisher = z.output<(typeof schemas)[number]>;
export type MessagePublisherType = MessagePublisher["Type"];

/** One broker or folder that receives every lifecycle event of the job. */
export const messagePublisherSchema = z.preprocess(withCanonicalType, publisherUnion).meta({
  id: "MessagePublisher",
}) as unknown as z.ZodType<MessagePublisher, z.input<typeof publisherUnion>>;
