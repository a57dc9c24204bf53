import type { ServiceBusClient, ServiceBusMessageBatch, ServiceBusSender } from "@azure/service-bus";
import type {
  AzureServiceBusPublisher as AzureServiceBusSettings,
  ReelbusError,
  ServiceBusConnection,
} from "@reelbus/contracts";
import { settledWithin } from "../waiting.ts";
import { ServiceBusErrors } from "./errors.ts";
import { MAX_BATCH_BYTES, type AzureServiceBusLimits } from "./limits.ts";
import type { Message } from "./message.ts";
import { Wire } from "./wire.ts";

/** What goes over the wire at once: a batch, or a message that is too large for one. */
export interface Parcel {
  readonly content: ServiceBusMessageBatch | Message;
  /** How many messages it holds. */
  readonly count: number;
}

/**
 * One connection with one sender link, shared by all calls of a publisher. The first failure loses it: what the SDK
 * believes of a link is not reliable after one.
 */
export class Link {
  readonly #errors: ServiceBusErrors;
  readonly #limits: AzureServiceBusLimits;
  readonly #client: ServiceBusClient;
  readonly #entity: string;
  readonly #sender: ServiceBusSender;
  readonly #lost = new AbortController();
  readonly #socketEnd = new AbortController();
  #maxBytes = 0;
  #isOpen = false;
  #closed: Promise<void> | null = null;

  constructor(
    Client: typeof ServiceBusClient,
    settings: AzureServiceBusSettings,
    connection: ServiceBusConnection,
    limits: AzureServiceBusLimits,
  ) {
    const errors = new ServiceBusErrors(settings, connection);
    const onLost = (error?: Error): void => this.lose(errors.ofSocket(error, this.#isOpen));
    const end = this.#socketEnd.signal;
    const webSocket = class extends Wire {
      constructor() {
        super(connection, end, onLost);
      }
    };
    this.#errors = errors;
    this.#limits = limits;
    this.#client = new Client(
      connection.host,
      { name: connection.keyName, key: connection.key },
      { retryOptions: { maxRetries: 0, timeoutInMs: limits.answerMs }, webSocketOptions: { webSocket } },
    );
    this.#entity = settings.Queue ?? settings.Topic ?? "";
    this.#sender = this.#client.createSender(this.#entity);
  }

  /** Aborts, with the reason, when the link is of no more use. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get isLost(): boolean {
    return this.lost.aborted;
  }

  /**
   * Connects, puts the token, attaches the sender: whatever could keep an event from being sent shows here.
   * @throws ReelbusError
   */
  async open(): Promise<void> {
    const { connectMs } = this.#limits;
    const { maxSizeInBytes } = await this.#bounded(
      this.#sender.createMessageBatch({ abortSignal: this.lost }),
      connectMs,
      () => this.#errors.notConnectedInTime(connectMs),
    );
    this.#maxBytes = maxSizeInBytes;
    this.#isOpen = true;
  }

  /**
   * Asks again whether events could be sent, by attaching a second sender for a moment.
   * @throws ReelbusError
   */
  async check(): Promise<void> {
    const sender = this.#client.createSender(this.#entity);
    await this.#untilAnswered(sender.createMessageBatch({ abortSignal: this.lost }));
    await this.#untilAnswered(sender.close());
  }

  /**
   * Takes as many messages from `start` on as go into one batch. A batch holds messages of one session: a partitioned
   * entity takes no other.
   * @throws ReelbusError `message-too-large` when the first one is; the link stays good.
   */
  async pack(messages: readonly Message[], start: number): Promise<Parcel> {
    const batch = await this.#batchOf(Math.min(this.#maxBytes, MAX_BATCH_BYTES));
    const first = messages[start];
    let end = start;
    for (let next = first; next !== undefined && next.sessionId === first?.sessionId; next = messages[end]) {
      if (!batch.tryAddMessage(next)) break;
      end += 1;
    }
    if (end > start || first === undefined) return { content: batch, count: end - start };
    const alone = await this.#batchOf(this.#maxBytes);
    if (!alone.tryAddMessage(first)) throw this.#errors.tooLarge(this.#maxBytes);
    return { content: first, count: 1 };
  }

  /**
   * Resolves when the service has accepted all of it.
   * @throws ReelbusError
   */
  async send({ content }: Parcel): Promise<void> {
    await this.#untilAnswered(this.#sender.sendMessages(content, { abortSignal: this.lost }));
  }

  lose(reason: ReelbusError): void {
    if (!this.#lost.signal.aborted) this.#lost.abort(reason);
  }

  /** Says farewell to the service, within a limit. What is still on the wire rejects with the reason. */
  async close(reason: ReelbusError): Promise<void> {
    this.lose(reason);
    this.#closed ??= settledWithin(this.#client.close(), this.#limits.closeMs).then(() => this.#socketEnd.abort());
    await this.#closed;
  }

  /** The SDK attaches the link again when the service detached it, as it does with idle ones. */
  #batchOf(maxSizeInBytes: number): Promise<ServiceBusMessageBatch> {
    return this.#untilAnswered(this.#sender.createMessageBatch({ maxSizeInBytes, abortSignal: this.lost }));
  }

  #untilAnswered<T>(work: Promise<T>): Promise<T> {
    const { answerMs } = this.#limits;
    return this.#bounded(work, answerMs, () => this.#errors.noAnswerInTime(answerMs));
  }

  /** Waits for work of the SDK, no longer than the limit or than the link lives; a failure loses the link. */
  async #bounded<T>(work: Promise<T>, limitMs: number, late: () => ReelbusError): Promise<T> {
    const { promise: interrupted, reject } = Promise.withResolvers<never>();
    const onLost = (): void => reject(this.lost.reason as Error);
    const timer = setTimeout(() => this.lose(late()), limitMs);
    if (this.lost.aborted) onLost();
    else this.lost.addEventListener("abort", onLost, { once: true });
    try {
      return await Promise.race([interrupted, work]);
    } catch (error) {
      this.lose(this.#errors.of(error));
      throw this.lost.reason;
    } finally {
      clearTimeout(timer);
      this.lost.removeEventListener("abort", onLost);
    }
  }
}
