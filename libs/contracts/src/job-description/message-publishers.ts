import { z } from "zod";
import { caseInsensitiveEnum } from "../common/case-insensitive-enum.ts";
import { NOT_SUPPORTED_YET, supportedOnly } from "../common/not-supported-yet.ts";
import { rule } from "../common/rule.ts";
import { secretString } from "../common/secret.ts";

const name = z.string().min(1).max(255);
const Format = caseInsensitiveEnum(["Json", "CloudEvents"]).default("Json");

const rabbitMqSchema = z.strictObject({
  Type: z.literal("RabbitMq"),
  Format,
  Protocol: caseInsensitiveEnum(["amqps", "amqp"]).default("amqps"),
  Host: z
    .string()
    .min(1)
    .max(253)
    .regex(/^[^\s/@?#[\]]+$/u, "expected a host name or an IP address alone"),
  Port: z.int().min(1).max(65_535).optional().meta({ description: "5671 for amqps, 5672 for amqp when left out." }),
  VirtualHost: name.default("/"),
  Queue: name.optional(),
  Exchange: name.optional(),
  RoutingKey: z.string().max(255).optional(),
  CredentialsName: name.optional(),
  CredentialsSecret: secretString().optional(),
  CredentialsProtection: supportedOnly(caseInsensitiveEnum(["Unencrypted", "Encrypted"]), ["Unencrypted"]).default(
    "Unencrypted",
  ),
});

const filesSchema = z.strictObject({
  Type: z.literal("Files"),
  Format,
  UriPath: z
    .string()
    .min(1)
    .max(4096)
    .refine((path) => path.startsWith("/") || path.startsWith("file:///"), "expected an absolute folder path"),
});

type RabbitMq = z.output<typeof rabbitMqSchema>;

const oneDestination = rule<RabbitMq, never>([], (_, { given, refuse }) => {
  if (given("Queue") === given("Exchange")) refuse("Queue", "expected exactly one of Queue and Exchange");
  if (given("RoutingKey") && !given("Exchange")) refuse("RoutingKey", "only together with Exchange");
});

const wholeCredentials = rule<RabbitMq, never>([], (_, { given, refuse }) => {
  const [name, secret] = [given("CredentialsName"), given("CredentialsSecret")];
  if (!name && secret) refuse("CredentialsName", "required together with CredentialsSecret");
  if (name && !secret) refuse("CredentialsSecret", "required together with CredentialsName");
});

const notSupportedTypes = ["AzureServiceBus", "AmazonSqs", "Ftps", "Webhook"] as const;

/** Takes every setting of a type that this version can't publish to, and refuses the type by name. */
const notSupportedPublisherSchema = z
  .looseObject({ Type: z.enum(notSupportedTypes) })
  .superRefine((value, context) => {
    context.addIssue({
      code: "custom",
      path: ["Type"],
      message: `"${value.Type}" is not supported yet; supported: "RabbitMq", "Files"`,
      params: { reason: NOT_SUPPORTED_YET },
    });
  })
  .meta({ not: {}, description: "Documented, not supported yet: refused." });

const documentedTypes = ["RabbitMq", "Files", ...notSupportedTypes] as const;
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

const publisherUnion = z.discriminatedUnion(
  "Type",
  [
    rabbitMqSchema
      .superRefine(...oneDestination)
      .superRefine(...wholeCredentials)
      .meta({ id: "RabbitMqPublisher" }),
    filesSchema.meta({ id: "FilesPublisher" }),
    notSupportedPublisherSchema,
  ],
  { error: messageForUnknownType },
);

/** The settings of one publisher, discriminated by `Type`. */
export type MessagePublisher = z.output<typeof rabbitMqSchema> | z.output<typeof filesSchema>;
export type RabbitMqPublisher = z.output<typeof rabbitMqSchema>;
export type FilesPublisher = z.output<typeof filesSchema>;
export type MessagePublisherType = MessagePublisher["Type"];

/** One broker or folder that receives every lifecycle event of the job. */
export const messagePublisherSchema = z.preprocess(withCanonicalType, publisherUnion).meta({
  id: "MessagePublisher",
}) as unknown as z.ZodType<MessagePublisher, z.input<typeof publisherUnion>>;
