import { randomUUID } from "node:crypto";
import {
  isServiceBusError,
  ServiceBusClient,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
} from "@azure/service-bus";
import { settles } from "../../testing/assertions.ts";
import type { ReceivedEvent } from "../../testing/conformance-target.ts";

/** A queue or topic, and how it is read. */
export interface ServiceBusEntity {
  /** May send and receive. */
  readonly connection: string;
  readonly name: string;
  /** What a topic is read from; null for a queue. */
  readonly subscription: string | null;
  readonly sessions: boolean;
}

/** How many messages may come before the first of them is completed. */
const CREDIT = 500;

/**
 * Reads as a customer would: with locks, completing each message; session after session where there are sessions. What
 * is there has come when a message arrives that the reader sent behind it.
 */
export class ServiceBusReader {
  readonly #entity: ServiceBusEntity;
  readonly #sessionWaitMs: number;
  readonly #taken: ServiceBusReceivedMessage[] = [];

  /** @param sessionWaitMs after how long without a session there is none */
  constructor(entity: ServiceBusEntity, sessionWaitMs: number) {
    this.#entity = entity;
    this.#sessionWaitMs = sessionWaitMs;
  }

  /** Takes what is there, and gives everything that was ever taken, in the order of arrival. */
  async taken(): Promise<readonly ServiceBusReceivedMessage[]> {
    const client = new ServiceBusClient(this.#entity.connection, { retryOptions: { maxRetries: 0 } });
    try {
      if (!this.#entity.sessions) await this.#empty(client, this.#receiver(client), randomUUID());
      else
        for (let next = await this.#nextSession(client); next !== null; next = await this.#nextSession(client))
          await this.#empty(client, next, next.sessionId);
    } finally {
      await client.close();
    }
    return this.#taken.sort((one, other) => numberOf(one) - numberOf(other));
  }

  async received(): Promise<readonly ReceivedEvent[]> {
    const messages = await this.taken();
    return messages.map(({ messageId, body }) => ({
      deduplicationId: String(messageId),
      body: JSON.parse((body as Buffer).toString()) as unknown,
    }));
  }

  async #empty(client: ServiceBusClient, receiver: ServiceBusReceiver, sessionId: string): Promise<void> {
    const last = randomUUID();
    const { promise: emptied, resolve, reject } = Promise.withResolvers<undefined>();
    const completed = new Set<Promise<void>>();
    await client.createSender(this.#entity.name).sendMessages({ body: "", messageId: last, sessionId });
    const subscription = receiver.subscribe(
      {
        processMessage: async (message) => {
          const completing = receiver.completeMessage(message);
          completed.add(completing);
          if (message.messageId === last) resolve(undefined);
          else this.#taken.push(message);
          await completing;
          completed.delete(completing);
        },
        processError: ({ error }) => {
          reject(error);
          return Promise.resolve();
        },
      },
      { autoCompleteMessages: false, maxConcurrentCalls: CREDIT },
    );
    try {
      await settles(emptied, "reading");
      // Others may publish meanwhile: what has come behind the last one is ours, too, and must not come again.
      await subscription.close();
      while (completed.size > 0) await Promise.all(completed);
    } finally {
      await receiver.close();
    }
  }

  #receiver(client: ServiceBusClient): ServiceBusReceiver {
    const { name, subscription } = this.#entity;
    return subscription === null
      ? client.createReceiver(name, asItIs)
      : client.createReceiver(name, subscription, asItIs);
  }

  /** Null when no session has messages. */
  async #nextSession(client: ServiceBusClient) {
    const { name, subscription } = this.#entity;
    const options = { ...asItIs, abortSignal: AbortSignal.timeout(this.#sessionWaitMs) };
    try {
      if (subscription === null) return await client.acceptNextSession(name, options);
      return await client.acceptNextSession(name, subscription, options);
    } catch (error) {
      if (isServiceBusError(error) && error.code === "ServiceTimeout") return null;
      if (error instanceof Error && error.name === "AbortError") return null;
      throw error;
    }
  }
}

const asItIs = { maxAutoLockRenewalDurationInMs: 0, skipParsingBodyAsJson: true };

function numberOf({ sequenceNumber }: ServiceBusReceivedMessage): number {
  return sequenceNumber?.toNumber() ?? 0;
}
