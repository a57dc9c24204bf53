import type { AmazonSqsPublisher as AmazonSqsSettings, PublishableEvent, ReelbusError } from "@reelbus/contracts";
import { isForbiddenAddress } from "../forbidden-address.ts";
import { abortedError, closedError, toPublishError } from "../publish-error.ts";
import type { Publisher } from "../publisher.ts";
import { waitUnless } from "../waiting.ts";
import { AmazonSqsErrors } from "./errors.ts";
import { AMAZON_SQS_LIMITS, MAX_BATCH_BYTES, SMALLEST_QUEUE_LIMIT_BYTES, type AmazonSqsLimits } from "./limits.ts";
import { isFifoQueue, toMessage, type Message } from "./message.ts";
import { nextBatch } from "./next-batch.ts";
import type { QueueClient, Sent } from "./queue-client.ts";
import { failureOf } from "./sdk-failure.ts";

/** Messages in batches of at most ten, a batch after the whole one before it, over a few connections that are kept. */
export class AmazonSqsPublisher implements Publisher {
  readonly #settings: AmazonSqsSettings;
  readonly #limits: AmazonSqsLimits;
  readonly #errors: AmazonSqsErrors;
  readonly #closing = new AbortController();
  #client: Promise<QueueClient> | null = null;
  /** As large a message the queue takes, going by what it has taken since the last failure; 0 when that is nothing. */
  #provenBytes = 0;

  constructor(settings: AmazonSqsSettings, limits: AmazonSqsLimits = AMAZON_SQS_LIMITS) {
    this.#settings = settings;
    this.#limits = limits;
    this.#errors = new AmazonSqsErrors(settings);
  }

  /** Asks for the queue's attributes. Whether it takes messages from this sender shows at the first event. */
  async check(signal: AbortSignal): Promise<void> {
    const told = await this.#request(signal, (client, ended) => client.ask(ended));
    if (!told) throw this.#errors.unusable();
  }

  async publish(events: readonly PublishableEvent[], signal: AbortSignal): Promise<void> {
    let sent = 0;
    try {
      this.#throwIfOver(signal);
      const isFifo = isFifoQueue(this.#settings.QueueUrl);
      const messages = events.map((event) => toMessage(event, this.#settings.Format, isFifo));
      while (sent < messages.length) {
        const batch = nextBatch(messages.slice(sent), this.#provenBytes);
        const { count, failure } = await this.#send(batch, signal);
        sent += count;
        if (failure !== null) throw failure;
      }
    } catch (error) {
      this.#provenBytes = 0;
      throw toPublishError(error, sent);
    }
  }

  async close(): Promise<void> {
    if (!this.#closing.signal.aborted) this.#closing.abort(closedError());
    const client = await this.#client?.catch(() => null);
    client?.destroy();
  }

  /** How many messages from the start of the batch are in the queue, and why the next one is not. */
  async #send(
    batch: readonly Message[],
    signal: AbortSignal,
  ): Promise<{ count: number; failure: ReelbusError | null }> {
    const largest = Math.max(...batch.map(({ sizeBytes }) => sizeBytes));
    if (largest > MAX_BATCH_BYTES) throw this.#errors.tooLarge(largest);
    const answers = await this.#request(
      signal,
      (client, ended) => client.send(batch, ended),
      (thrown) => (batch.length === 1 ? this.#errors.ofSingle(thrown, largest) : this.#errors.of(thrown)),
    );
    const count = answers.findIndex((answer) => answer?.sent !== true);
    if (count !== -1) return { count, failure: this.#failureOf(answers[count], batch[count]) };
    this.#provenBytes = Math.max(this.#provenBytes, largest, SMALLEST_QUEUE_LIMIT_BYTES);
    return { count: batch.length, failure: null };
  }

  #failureOf(answer: Sent | null | undefined, message: Message | undefined): ReelbusError {
    if (message === undefined || answer?.sent !== false) return this.#errors.unusable();
    return this.#errors.ofMessage(answer, message.sizeBytes);
  }

  /**
   * One request, within its time limit. A request that was refused because this machine's clock is wrong took no effect,
   * and is made once more by the time of the server.
   */
  async #request<T>(
    signal: AbortSignal,
    request: (client: QueueClient, ended: AbortSignal) => Promise<T>,
    toError = (thrown: unknown): ReelbusError => this.#errors.of(thrown),
  ): Promise<T> {
    this.#throwIfOver(signal);
    const late = new AbortController();
    const { answerMs } = this.#limits;
    const timer = setTimeout(() => late.abort(this.#errors.noAnswerInTime(answerMs)), answerMs);
    const giveUp = AbortSignal.any([this.#closing.signal, late.signal]);
    const ended = AbortSignal.any([signal, giveUp]);
    const attempt = async (): Promise<T> => request(await this.#openClient(), ended);
    try {
      const answer = attempt().catch((thrown: unknown) => {
        if (failureOf(thrown).clockCorrected && !ended.aborted) return attempt();
        throw thrown;
      });
      return await waitUnless(answer, signal, giveUp);
    } catch (error) {
      if (giveUp.aborted) throw giveUp.reason;
      throw signal.aborted ? abortedError(signal) : toError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The AWS SDK takes some 40 MB of memory: only who uses it shall have it. */
  async #openClient(): Promise<QueueClient> {
    const { Endpoint, QueueUrl } = this.#settings;
    // An address is not looked up.
    if (isForbiddenAddress(new URL(Endpoint ?? QueueUrl).hostname)) throw this.#errors.forbiddenAddress();
    this.#client ??= import("./queue-client.ts").then(
      ({ QueueClient }) => new QueueClient(this.#settings, this.#limits),
    );
    return this.#client;
  }

  #throwIfOver(signal: AbortSignal): void {
    if (this.#closing.signal.aborted) throw closedError();
    if (signal.aborted) throw abortedError(signal);
  }
}
