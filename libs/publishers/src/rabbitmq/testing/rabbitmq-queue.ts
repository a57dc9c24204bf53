import { randomUUID } from "node:crypto";
import type { RabbitMqPublisher as RabbitMqSettings } from "@reelbus/contracts";
import type { SharedServer } from "@reelbus/testing";
import { connect, type Channel, type GetMessage } from "amqplib";
import type { ReceivedEvent } from "../../testing/conformance-target.ts";

/** A durable queue of a test's own, deleted when disposed of. */
export interface RabbitMqQueue extends AsyncDisposable {
  readonly name: string;
  /** Settings of a publisher to the queue. */
  readonly settings: RabbitMqSettings;
  /** Takes the next message as it is. */
  take(): Promise<GetMessage | null>;
  /** Takes what is there, and gives everything that was ever taken by this method, in order. */
  received(): Promise<readonly ReceivedEvent[]>;
}

export interface RabbitMqQueueOptions {
  readonly maxLength?: number;
  readonly overflow?: "reject-publish";
}

export async function makeRabbitMqQueue(
  broker: SharedServer,
  options: RabbitMqQueueOptions = {},
): Promise<RabbitMqQueue> {
  const name = `events-${randomUUID()}`;
  const received: ReceivedEvent[] = [];
  await onRabbitMqChannel(broker, async (channel) => {
    await channel.assertQueue(name, { durable: true, ...options });
    await writeMetadata(channel, name);
  });
  return {
    name,
    settings: rabbitMqSettings(broker, { Queue: name }),
    take: () => onRabbitMqChannel(broker, (channel) => takeFrom(channel, name)),
    received: async () => {
      await onRabbitMqChannel(broker, async (channel) => {
        for (let message = await takeFrom(channel, name); message !== null; message = await takeFrom(channel, name))
          received.push({
            deduplicationId: String(message.properties.messageId),
            body: JSON.parse(message.content.toString()),
          });
      });
      return received;
    },
    [Symbol.asyncDispose]: async () => {
      await onRabbitMqChannel(broker, (channel) => channel.deleteQueue(name));
    },
  };
}

/** Settings for a test broker, its own account included. */
export function rabbitMqSettings(broker: SharedServer, destination: Partial<RabbitMqSettings>): RabbitMqSettings {
  const { username, password } = new URL(broker.url);
  return {
    Type: "RabbitMq",
    Format: "Json",
    Protocol: "amqp",
    Host: "127.0.0.1",
    Port: broker.port,
    VirtualHost: "/",
    CredentialsName: username,
    CredentialsSecret: password,
    CredentialsProtection: "Unencrypted",
    ...destination,
  };
}

/** Runs on a connection of its own to a test broker. */
export async function onRabbitMqChannel<T>(broker: SharedServer, body: (channel: Channel) => Promise<T>): Promise<T> {
  const connection = await connect(broker.url);
  try {
    return await body(await connection.createChannel());
  } finally {
    await connection.close();
  }
}

/**
 * RabbitMQ answers when a queue is in its log, but writes that this was committed only with the next change, or some
 * seconds later. When it is killed before, the queue is gone after the restart: so there is a next change at once.
 */
async function writeMetadata(channel: Channel, name: string): Promise<void> {
  const exchange = `after-${name}`;
  await channel.assertExchange(exchange, "fanout", { durable: true });
  await channel.deleteExchange(exchange);
}

async function takeFrom(channel: Channel, queue: string): Promise<GetMessage | null> {
  return (await channel.get(queue, { noAck: true })) || null;
}
