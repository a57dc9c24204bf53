import type { RabbitMqPublisher as RabbitMqSettings } from "@reelbus/contracts";

/** Where the broker shall put events, as AMQP 0-9-1 addresses it. */
export interface Destination {
  /** "" is the default exchange, which routes to the queue that is named like the routing key. */
  readonly exchange: string;
  readonly routingKey: string;
  /** For messages to the customer. */
  readonly description: string;
}

/** The settings hold exactly one of Queue and Exchange. */
export function destinationOf({ Queue, Exchange, RoutingKey = "" }: RabbitMqSettings): Destination {
  if (Queue !== undefined) return { exchange: "", routingKey: Queue, description: `queue "${Queue}"` };
  const exchange = Exchange ?? "";
  return { exchange, routingKey: RoutingKey, description: `exchange "${exchange}" with routing key "${RoutingKey}"` };
}

/** `host:port`, for messages to the customer. */
export function brokerOf(settings: RabbitMqSettings): string {
  return `${settings.Host}:${portOf(settings)}`;
}

export function portOf({ Port, Protocol }: RabbitMqSettings): number {
  return Port ?? (Protocol === "amqps" ? 5671 : 5672);
}
