import { lifecycleEventSchema, type JobDescriptionInput, type LifecycleEvent } from "@reelbus/contracts";
import { sharedRabbitMq, waitFor } from "@reelbus/testing";
import { connect } from "amqplib";
import { randomUUID } from "node:crypto";
import { STEP_TIMEOUT_MS } from "./bounds.ts";

type Publisher = NonNullable<JobDescriptionInput["MessagePublishers"]>[number];

/** A durable queue of a real RabbitMQ, to which events are confirmed when they are stored. */
export interface EventQueue extends AsyncDisposable {
  /** For the job description. */
  readonly publisher: Publisher;
  /** Waits until it holds so many messages. */
  until(count: number): Promise<void>;
  /** Takes so many messages out, in order, and tells when each one was handed over, in milliseconds since 1970. */
  take(count: number): Promise<ReceivedEvent[]>;
  /** Calls `listen` with each event from now on, as it arrives. */
  listen(listen: (received: ReceivedEvent) => void): Promise<AsyncDisposable>;
}

export interface ReceivedEvent {
  readonly event: LifecycleEvent;
  readonly atMs: number;
}

export async function openEventQueue(): Promise<EventQueue> {
  const { url } = await sharedRabbitMq();
  const { hostname, port, username, password } = new URL(url);
  const connection = await connect(url);
  const channel = await connection.createChannel();
  const queue = `bench-${randomUUID()}`;
  await channel.assertQueue(queue, { durable: true });
  const listen: EventQueue["listen"] = async (take) => {
    const { consumerTag } = await channel.consume(
      queue,
      (message) => {
        if (message === null) return;
        take({ atMs: Date.now(), event: lifecycleEventSchema.parse(JSON.parse(message.content.toString())) });
      },
      { noAck: true },
    );
    const cancel = async () => {
      await channel.cancel(consumerTag);
    };
    return { [Symbol.asyncDispose]: cancel };
  };
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
    until: async (count) => {
      await waitFor(async () => (await channel.checkQueue(queue)).messageCount >= count, {
        what: `${count} events in the queue`,
        timeoutMs: STEP_TIMEOUT_MS,
      });
    },
    take: async (count) => {
      const received: ReceivedEvent[] = [];
      await using _listening = await listen((one) => received.push(one));
      await waitFor(() => received.length >= count, {
        what: `${count} events from the queue`,
        timeoutMs: STEP_TIMEOUT_MS,
      });
      return received;
    },
    listen,
    [Symbol.asyncDispose]: async () => {
      await channel.deleteQueue(queue);
      await connection.close();
    },
  };
}
