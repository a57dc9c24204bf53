import { z } from "zod";
import { NOT_SUPPORTED_YET } from "../common/not-supported-yet.ts";
import { amazonSqsSchema } from "./publishers/amazon-sqs.ts";
import { azureServiceBusSchema } from "./publishers/azure-service-bus.ts";
import { filesSchema } from "./publishers/files.ts";
import { rabbitMqSchema } from "./publishers/rabbit-mq.ts";
import { webhookSchema } from "./publishers/webhook.ts";

/** One line for each type of publisher. */
const schemas = [rabbitMqSchema, azureServiceBusSchema, amazonSqsSchema, filesSchema, webhookSchema] as const;

const supportedTypes = schemas.map(({ shape }) => shape.Type.value);
const notSupportedTypes = ["Ftps"] as const;

/** Takes every setting of a type that this version can't publish to, and refuses the type by name. */
const notSupportedPublisherSchema = z
  .looseObject({ Type: z.enum(notSupportedTypes) })
  .superRefine((value, context) => {
    context.addIssue({
      code: "custom",
      path: ["Type"],
      message: `"${value.Type}" is not supported yet; supported: ${supportedTypes.map((type) => `"${type}"`).join(", ")}`,
      params: { reason: NOT_SUPPORTED_YET },
    });
  })
  .meta({ not: {}, description: "Documented, not supported yet: refused." });

const documentedTypes = [...supportedTypes, ...notSupportedTypes];
/** Other documented spellings of a type, in lower case. */
const aliases = new Map([["azureservicebusqueue", "AzureServiceBus"]]);
const canonicalTypes = new Map<string, string>(documentedTypes.map((type) => [type.toLowerCase(), type]));

function withCanonicalType(input: unknown): unknown {
  if (typeof input !== "object" || input === null || !("Type" in input) || typeof input.Type !== "string") return input;
  const lower = input.Type.toLowerCase();
  return { ...input, Type: canonicalTypes.get(lower) ?? aliases.get(lower) ?? input.Type };
}

/** Something else than an object keeps zod's own message. */
function messageForUnknownType(issue: { readonly code?: string | undefined }): string | undefined {
  return issue.code === "invalid_union" ? `expected one of ${documentedTypes.join(", ")}` : undefined;
}

const publisherUnion = z.discriminatedUnion("Type", [...schemas, notSupportedPublisherSchema], {
  error: messageForUnknownType,
});

/** The settings of one publisher, discriminated by `Type`. */
export type MessagePublisher = z.output<(typeof schemas)[number]>;
export type MessagePublisherType = MessagePublisher["Type"];

/** One broker or folder that receives every lifecycle event of the job. */
export const messagePublisherSchema = z.preprocess(withCanonicalType, publisherUnion).meta({
  id: "MessagePublisher",
}) as unknown as z.ZodType<MessagePublisher, z.input<typeof publisherUnion>>;
