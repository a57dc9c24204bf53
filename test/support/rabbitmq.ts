import { sharedRabbitMq, waitFor } from "@reelbus/testing";
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
  /** What has arrived, in order. */
  readonly messages: readonly ConsumeMessage[];
  /** Waits for a message of this AMQP type. */
  until(type: string): Promise<void>;
}

export async function openCustomerQueue(): Promise<CustomerQueue> {
  const { url } = await sharedRabbitMq();
  const { hostname, port, username, password } = new URL(url);
  const connection = await connect(url);
  const channel = await connection.createChannel();
  const queue = `events-${randomUUID()}`;
  await channel.assertQueue(queue, { durable: true });
  const messages: ConsumeMessage[] = [];
  await channel.consume(queue, (message) => {
    if (message === null) return;
    messages.push(message);
    channel.ack(message);
  });
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
    messages,
    until: async (type) => {
      await waitFor(() => messages.some(({ properties }) => properties.type === type), {
        what: `${type} in the queue`,
        timeoutMs: 30_000,
      });
    },
    [Symbol.asyncDispose]: async () => {
      await channel.deleteQueue(queue);
      await connection.close();
    },
  };
}
