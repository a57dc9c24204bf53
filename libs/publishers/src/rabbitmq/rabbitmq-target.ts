import { randomUUID } from "node:crypto";
import type { MessagePublisher, RabbitMqPublisher as RabbitMqSettings } from "@reelbus/contracts";
import { freePort, type SharedServer } from "@reelbus/testing";
import { connect, type Channel } from "amqplib";
import type { ConformanceTarget, Fault, ReceivedEvent } from "../testing/index.ts";
import type { RabbitMqLimits } from "./limits.ts";
import { RabbitMqPublisher } from "./rabbitmq-publisher.ts";
import { startTlsFront } from "./tls-front.ts";

const limits: RabbitMqLimits = { connectMs: 3_000, answerMs: 3_000, closeMs: 500, heartbeatSeconds: 10 };

/** A queue of its own on a test's broker. */
export async function createRabbitMqTarget(
  broker: SharedServer,
  format: MessagePublisher["Format"],
): Promise<ConformanceTarget> {
  const queue = `events-${randomUUID()}`;
  const settings = settingsFor(broker, { Format: format, Queue: queue });
  const received: ReceivedEvent[] = [];
  const opened: AsyncDisposable[] = [];
  await onChannel(broker, (channel) => channel.assertQueue(queue, { durable: true }));
  return {
    open: () => new RabbitMqPublisher(settings, limits),
    openFaulty: async (fault) => new RabbitMqPublisher(await faultySettings(broker, settings, fault, opened), limits),
    received: async () => {
      await onChannel(broker, (channel) => takeAll(channel, queue, received));
      return received;
    },
    [Symbol.asyncDispose]: async () => {
      for (const one of opened) await one[Symbol.asyncDispose]();
      await onChannel(broker, (channel) => channel.deleteQueue(queue));
    },
  };
}

/** Settings for the test broker. */
export function settingsFor(broker: SharedServer, destination: Partial<RabbitMqSettings>): RabbitMqSettings {
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

/** Runs on a connection of its own to the test broker. */
export async function onChannel<T>(broker: SharedServer, body: (channel: Channel) => Promise<T>): Promise<T> {
  const connection = await connect(broker.url);
  try {
    return await body(await connection.createChannel());
  } finally {
    await connection.close();
  }
}

async function takeAll(channel: Channel, queue: string, received: ReceivedEvent[]): Promise<void> {
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (message === false) return;
    received.push({
      deduplicationId: String(message.properties.messageId),
      body: JSON.parse(message.content.toString()),
    });
  }
}

async function faultySettings(
  broker: SharedServer,
  settings: RabbitMqSettings,
  fault: Fault,
  opened: AsyncDisposable[],
): Promise<RabbitMqSettings> {
  const exchange = `exchange-${randomUUID()}`;
  switch (fault) {
    case "wrong credentials":
      return { ...settings, CredentialsSecret: "not the password" };
    case "missing permission":
      // Nobody may publish to an internal exchange; the broker refuses it as it refuses a missing permission.
      await onChannel(broker, (channel) => channel.assertExchange(exchange, "fanout", { internal: true }));
      return settingsFor(broker, { Exchange: exchange });
    case "missing destination":
      return settingsFor(broker, { Exchange: exchange });
    case "unroutable":
      await onChannel(broker, (channel) => channel.assertExchange(exchange, "topic"));
      return settingsFor(broker, { Exchange: exchange, RoutingKey: "nobody.listens" });
    case "unknown host":
      return { ...settings, Host: "no-such-host.invalid" };
    case "refused connection":
      return { ...settings, Port: await freePort() };
    case "untrusted certificate": {
      const front = await startTlsFront(broker.port);
      opened.push(front);
      return { ...settings, Protocol: "amqps", Port: front.port };
    }
    case "location not allowed":
      throw new Error("A broker has no local path");
  }
}
