import { sharedRabbitMq } from "@reelbus/testing";
import { connect, type ConsumeMessage } from "amqplib";
import { randomUUID } from "node:crypto";

/** A durable queue of the test's own on the run's RabbitMQ, read as a customer would. */
export interface CustomerQueue extends AsyncDisposable {
  /** For the job description. */
  readonly publisher: {
    readonly Type: "RabbitMq";
    readonly Protocol: "amqp";
    readonly Host: string;
    readonly Port: number;
    readonly Queue: string;
    readonly CredentialsName: string;
    readonly CredentialsSecret: string;
  };
  /** How many messages wait in it. */
  waiting(): Promise<number>;
  /** Takes what waits and what comes, message by message in order, until disposed of. */
  consume(take: (message: ConsumeMessage) => void): Promise<AsyncDisposable>;
}

export async function openCustomerQueue(): Promise<CustomerQueue> {
  const { url } = await sharedRabbitMq();
  const { hostname, port, username, password } = new URL(url);
  const connection = await connect(url);
  const channel = await connection.createChannel();
  const queue = `events-${randomUUID()}`;
  await channel.assertQueue(queue, { durable: true });
  return {
    publisher: {
      Type: "RabbitMq",
      Protocol: "amqp",
      Host: hostname,
      Port: Number(port),
      Queue: queue,
      CredentialsName: username,
      CredentialsSecret: password,
    },
    waiting: async () => (await channel.checkQueue(queue)).messageCount,
    consume: async (take) => {
      const takeEach = (message: ConsumeMessage | null) => {
        if (message !== null) take(message);
      };
      const { consumerTag } = await channel.consume(queue, takeEach, { noAck: true });
      const cancel = async () => {
        await channel.cancel(consumerTag);
      };
      return { [Symbol.asyncDispose]: cancel };
    },
    [Symbol.asyncDispose]: async () => {
      await channel.deleteQueue(queue);
      await connection.close();
    },
  };
}
