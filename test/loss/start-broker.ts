import type { Broker } from "./broker.ts";
import { startFtpsBroker } from "./brokers/ftps.ts";
import { startRabbitMqBroker } from "./brokers/rabbitmq.ts";
import { startServiceBusBroker } from "./brokers/service-bus.ts";
import { startSqsBroker } from "./brokers/sqs.ts";
import { startWebhookBroker } from "./brokers/webhook.ts";

/** One line for each broker. */
export const startBroker = {
  rabbitmq: startRabbitMqBroker,
  "service-bus": startServiceBusBroker,
  sqs: startSqsBroker,
  ftps: startFtpsBroker,
  webhook: startWebhookBroker,
} as const satisfies Record<string, () => Promise<Broker>>;

/** As the command line knows them. */
export type BrokerName = keyof typeof startBroker;
