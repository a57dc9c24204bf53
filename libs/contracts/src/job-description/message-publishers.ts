import { z } from "zod";
import { expectedOneOf } from "../common/expected-one-of.ts";
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

const types: readonly string[] = schemas.map(({ shape }) => shape.Type.value);

/** Other documented spellings of a type, in lower case. */
const aliases = new Map([["azureservicebusqueue", "AzureServiceBus"]]);
const canonicalTypes = new Map(types.map((type) => [type.toLowerCase(), type]));

/** Those that some type has. */
const properties: ReadonlySet<string> = new Set(schemas.flatMap(({ shape }) => Object.keys(shape)));

/**
 * Without a type nobody can say what the other properties should be. What no type has is wrong in any case, and told
 * beside the type: it may be the type, misspelt.
 */
function withCanonicalType(input: unknown, context: z.core.$RefinementCtx): unknown {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  const given: unknown = "Type" in input ? input.Type : undefined;
  const lower = typeof given === "string" ? given.toLowerCase() : "";
  const type = canonicalTypes.get(lower) ?? aliases.get(lower);
  if (type !== undefined) return { ...input, Type: type };
  if (given === undefined && "ContentProcessing" in input) {
    context.addIssue({ code: "custom", message: "this is a job description; give one entry of its MessagePublishers" });
    return input;
  }
  context.addIssue({ code: "custom", path: ["Type"], message: expectedOneOf(types, given) });
  const keys = Object.keys(input).filter((property) => !properties.has(property));
  if (keys.length > 0) context.addIssue({ code: "unrecognized_keys", keys });
  return input;
}

const publisherUnion = z.discriminatedUnion("Type", [...schemas]);

/** The settings of one publisher, discriminated by `Type`. */
export type MessagePublisher = z.output<(typeof schemas)[number]>;
export type MessagePublisherType = MessagePublisher["Type"];

/** One broker or folder that receives every lifecycle event of the job. */
export const messagePublisherSchema = z.preprocess(withCanonicalType, publisherUnion).meta({
  id: "MessagePublisher",
}) as unknown as z.ZodType<MessagePublisher, z.input<typeof publisherUnion>>;
