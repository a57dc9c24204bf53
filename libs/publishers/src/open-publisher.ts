import {
  messagePublisherSchema,
  parseValue,
  type MessagePublisher,
  type MessagePublisherType,
} from "@reelbus/contracts";
import { AmazonSqsPublisher } from "./amazon-sqs/amazon-sqs-publisher.ts";
import { AzureServiceBusPublisher } from "./azure-service-bus/azure-service-bus-publisher.ts";
import { FilesPublisher } from "./files/files-publisher.ts";
import { FtpsPublisher } from "./ftps/ftps-publisher.ts";
import type { Publisher, PublisherOptions } from "./publisher.ts";
import { RabbitMqPublisher } from "./rabbitmq/rabbitmq-publisher.ts";
import { WebhookPublisher } from "./webhook/webhook-publisher.ts";

type SettingsOf<T extends MessagePublisherType> = Extract<MessagePublisher, { Type: T }>;
type OpenPublisher<T extends MessagePublisherType> = (settings: SettingsOf<T>, options: PublisherOptions) => Publisher;

/** One line for each type of publisher. */
const adapters: { readonly [T in MessagePublisherType]: OpenPublisher<T> } = {
  AmazonSqs: (settings) => new AmazonSqsPublisher(settings),
  AzureServiceBus: (settings) => new AzureServiceBusPublisher(settings),
  Files: (settings, options) => new FilesPublisher(settings, options),
  Ftps: (settings) => new FtpsPublisher(settings),
  RabbitMq: (settings) => new RabbitMqPublisher(settings),
  Webhook: (settings) => new WebhookPublisher(settings),
};

/**
 * A publisher for these settings, secrets included. Nothing is connected yet: the first `check` or `publish` does that,
 * and the first one after a failure does it again. One publisher holds one connection or a few.
 * @throws TypeError with every problem of the settings, which may come from a file; what is left out gets its default
 */
export function openPublisher(settings: MessagePublisher, options: PublisherOptions): Publisher {
  const parsed = parseValue(messagePublisherSchema, settings);
  if (!parsed.ok) {
    const problems = parsed.problems.map(({ Path, Message }) => (Path === "" ? Message : `${Path}: ${Message}`));
    throw new TypeError(`These are no settings of a publisher. ${problems.join("; ")}`);
  }
  const open = adapters[parsed.value.Type] as OpenPublisher<MessagePublisherType>;
  return open(parsed.value, options);
}
