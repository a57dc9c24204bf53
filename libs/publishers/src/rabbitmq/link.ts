import type { RabbitMqPublisher as RabbitMqSettings, ReelbusError } from "@reelbus/contracts";
import type { Channel, ChannelModel, ConfirmChannel } from "amqplib";
import { settledWithin } from "../waiting.ts";
import { destinationOf, type Destination } from "./destination.ts";
import type { RabbitMqErrors } from "./errors.ts";
import { MAX_WINDOW, type RabbitMqLimits } from "./limits.ts";
import type { Message } from "./message.ts";

/**
 * One connection with one confirm channel, shared by all calls of a publisher. It is used until it is lost, then thrown
 * away: a broker's refusal closes the channel, and with it the link.
 */
export class Link {
  readonly errors: RabbitMqErrors;
  readonly destination: Destination;
  readonly limits: RabbitMqLimits;
  /** How many messages of one call may wait for their confirm; grows while the broker takes them. */
  window = 1;
  readonly #connection: ChannelModel;
  readonly #channel: ConfirmChannel;
  readonly #lost: AbortController;
  readonly #destroySocket: () => void;
  /** How many messages with this id the broker has returned whose confirm is not here yet. */
  readonly #returned = new Map<string, number>();
  #blocked = false;
  #drained: Promise<void> | null = null;
  #closed: Promise<void> | null = null;

  constructor(parts: {
    settings: RabbitMqSettings;
    limits: RabbitMqLimits;
    errors: RabbitMqErrors;
    connection: ChannelModel;
    channel: ConfirmChannel;
    lost: AbortController;
    destroySocket: () => void;
  }) {
    this.errors = parts.errors;
    this.limits = parts.limits;
    this.destination = destinationOf(parts.settings);
    this.#connection = parts.connection;
    this.#channel = parts.channel;
    this.#lost = parts.lost;
    this.#destroySocket = parts.destroySocket;
    this.#connection.on("blocked", () => (this.#blocked = true));
    this.#connection.on("unblocked", () => (this.#blocked = false));
    this.#channel.on("return", ({ properties }) => this.#countReturned(String(properties.messageId), 1));
    this.#channel.on("error", (error: unknown) => this.lose(this.errors.ofLoss(error)));
    // Before amqplib's own listener, which rejects every confirm that is missing.
    this.#channel.prependListener("close", () => this.lose(this.errors.lost()));
  }

  /** Aborts when the link is of no more use. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get isLost(): boolean {
    return this.lost.aborted;
  }

  /** Why the link was lost. */
  get lostReason(): ReelbusError {
    return this.errors.of(this.lost.reason);
  }

  get isRabbitMq(): boolean {
    return this.#connection.connection.serverProperties.product === "RabbitMQ";
  }

  /**
   * Resolves when the broker has stored the message and it reached a queue.
   * @throws ReelbusError when it was returned or refused, or the link is lost.
   */
  send(message: Message): Promise<void> {
    const { promise: confirmed, resolve, reject } = Promise.withResolvers<undefined>();
    const onConfirm = (error: unknown): void => {
      const wasReturned = this.#countReturned(message.properties.messageId, -1);
      if (error === null && !wasReturned) {
        this.window = Math.min(this.window + 1, MAX_WINDOW);
        resolve(undefined);
        return;
      }
      this.window = 1;
      if (this.lost.aborted) reject(this.lostReason);
      else reject(wasReturned ? this.errors.unroutable() : this.errors.refused());
    };
    const { exchange, routingKey } = this.destination;
    const options = { ...message.properties, persistent: true, mandatory: true };
    const room = this.#channel.publish(exchange, routingKey, message.body, options, onConfirm);
    if (!room) this.#drained ??= this.#untilDrained();
    return confirmed;
  }

  /** Resolves when the connection's buffers have room; null when they have. */
  get drained(): Promise<void> | null {
    return this.#drained;
  }

  /** A channel of its own for questions: what the broker refuses there closes only that channel. */
  async openSideChannel(): Promise<Channel> {
    const channel = await this.#connection.createChannel();
    channel.on("error", () => undefined); // the question itself rejects
    return channel;
  }

  /** Gives the link up because nothing comes back any more. */
  giveUp(): void {
    this.lose(this.#blocked ? this.errors.heldBack() : this.errors.noAnswerInTime(this.limits.answerMs));
    this.#destroySocket();
  }

  lose(reason: ReelbusError): void {
    if (!this.#lost.signal.aborted) this.#lost.abort(reason);
  }

  /** Says farewell to the broker, within a limit. What still waits for a confirm rejects with the reason. */
  async close(reason: ReelbusError): Promise<void> {
    this.lose(reason);
    this.#closed ??= settledWithin(this.#connection.close(), this.limits.closeMs).then(this.#destroySocket);
    await this.#closed;
  }

  /** Whether a message with this id had been returned. The broker returns a message before it confirms it. */
  #countReturned(messageId: string, change: 1 | -1): boolean {
    const count = this.#returned.get(messageId) ?? 0;
    if (count + change > 0) this.#returned.set(messageId, count + change);
    else this.#returned.delete(messageId);
    return count > 0;
  }

  async #untilDrained(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#channel.once("drain", resolve);
    await promise;
    this.#drained = null;
  }
}
