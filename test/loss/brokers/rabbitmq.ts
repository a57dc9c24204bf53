import { makeRabbitMqQueue } from "@reelbus/publishers/testing";
import { startRabbitMq } from "@reelbus/testing";
import { connect, type ConsumeMessage } from "amqplib";
import { once } from "node:events";
import type { Broker } from "../broker.ts";

const CONNECT_TIMEOUT_MS = 5_000;
/** Messages that may wait for their acknowledgement. */
const PREFETCH = 50;

/** A durable queue of a RabbitMQ of its own. */
export async function startRabbitMqBroker(): Promise<Broker> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startRabbitMq());
  const queue = stack.use(await makeRabbitMqQueue(server));
  const owned = stack.move();
  return {
    server,
    publisher: queue.settings,
    environment: {},
    read: async (store, signal) => {
      const connection = await connect(server.url, { timeout: CONNECT_TIMEOUT_MS });
      connection.on("error", () => undefined); // the close that follows is what counts
      const closed = once(connection, "close", { signal });
      try {
        const channel = await connection.createChannel();
        await channel.prefetch(PREFETCH);
        const take = (message: ConsumeMessage | null) => {
          if (message === null) return;
          store(JSON.parse(message.content.toString()));
          channel.ack(message);
        };
        await channel.consume(queue.name, take);
        await closed;
      } finally {
        await connection.close().catch(() => undefined);
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
