import { makeRabbitMqQueue, onRabbitMqChannel } from "@reelbus/publishers/testing";
import { sharedRabbitMq } from "@reelbus/testing";
import { connect } from "amqplib";
import { once } from "node:events";
import type { BareClient, Rival } from "./rival.ts";
import { CALLS_AT_A_TIME } from "./side-by-side.ts";

/** As many as ours may have on the wire: 64 for each call. */
const MAX_UNCONFIRMED = 64 * CALLS_AT_A_TIME;

export async function startRabbitMqRival(): Promise<Rival> {
  const broker = await sharedRabbitMq();
  return {
    name: "RabbitMq",
    use: `amqplib: one confirm channel, persistent and mandatory messages, at most ${MAX_UNCONFIRMED} unconfirmed`,
    makeDestination: async () => {
      const queue = await makeRabbitMqQueue(broker);
      return {
        settings: queue.settings,
        connectBare: () => connectBare(broker.url, queue.name),
        count: async () => {
          const { messageCount } = await onRabbitMqChannel(broker, (channel) => channel.purgeQueue(queue.name));
          return messageCount;
        },
        [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(), // the test run shares the broker
  };
}

async function connectBare(url: string, queue: string): Promise<BareClient> {
  const connection = await connect(url, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  let unconfirmed = 0;
  let failure: Error | null = null;
  let wake = (): void => undefined;
  channel.on("return", () => (failure = new Error("RabbitMQ returned a message")));
  const onConfirm = (error: unknown): void => {
    if (error !== null) failure = new Error("RabbitMQ refused a message", { cause: error });
    unconfirmed -= 1;
    wake();
  };
  const untilUnconfirmed = async (most: number): Promise<void> => {
    while (unconfirmed > most) await new Promise<void>((resolve) => (wake = resolve));
    if (failure !== null) throw failure;
  };
  return {
    publish: async (histories) => {
      for (const event of histories.flat()) {
        await untilUnconfirmed(MAX_UNCONFIRMED - 1);
        const options = {
          persistent: true,
          mandatory: true,
          type: event.EventType,
          messageId: event.EventId,
          correlationId: event.JobId,
          contentType: "application/json",
          timestamp: Math.floor(Date.parse(event.Timestamp) / 1_000),
        };
        unconfirmed += 1;
        const room = channel.publish("", queue, Buffer.from(JSON.stringify(event)), options, onConfirm);
        if (!room) await once(channel, "drain");
      }
      await untilUnconfirmed(0);
    },
    [Symbol.asyncDispose]: () => connection.close(),
  };
}
