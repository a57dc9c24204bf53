import { z } from "zod";
import { caseInsensitiveEnum } from "../../common/case-insensitive-enum.ts";
import { rule } from "../../common/rule.ts";
import { credentials, Format, name, wholeCredentials } from "./common.ts";

const fields = z.strictObject({
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
  ...credentials,
});

const oneDestination = rule<z.output<typeof fields>, never>([], (_, { given, refuse }) => {
  if (given("Queue") === given("Exchange")) refuse("Queue", "expected exactly one of Queue and Exchange");
  if (given("RoutingKey") && !given("Exchange")) refuse("RoutingKey", "only together with Exchange");
});

/** A queue, or an exchange with a routing key, of a RabbitMQ broker. */
export const rabbitMqSchema = fields
  .superRefine(...oneDestination)
  .superRefine(...wholeCredentials)
  .meta({ id: "RabbitMqPublisher" });

export type RabbitMqPublisher = z.output<typeof rabbitMqSchema>;
