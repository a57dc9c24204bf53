import type { PublishableEvent, RabbitMqPublisher as RabbitMqSettings } from "@reelbus/contracts";
import { closedError, toPublishError } from "../publish-error.ts";
import type { Publisher } from "../publisher.ts";
import { waitUnless } from "../waiting.ts";
import { checkDestination, explainFailure } from "./check-destination.ts";
import { RABBITMQ_LIMITS, type RabbitMqLimits } from "./limits.ts";
import type { Link } from "./link.ts";
import { toMessage } from "./message.ts";
import { openLink } from "./open-link.ts";
import { publishBatch } from "./publish-batch.ts";

/** Persistent, mandatory, confirmed messages over one AMQP 0-9-1 connection, opened when it is needed. */
export class RabbitMqPublisher implements Publisher {
  readonly #settings: RabbitMqSettings;
  readonly #limits: RabbitMqLimits;
  readonly #closing = new AbortController();
  #link: Link | null = null;
  #opening: Promise<Link> | null = null;

  constructor(settings: RabbitMqSettings, limits: RabbitMqLimits = RABBITMQ_LIMITS) {
    this.#settings = settings;
    this.#limits = limits;
  }

  async check(signal: AbortSignal): Promise<void> {
    const checked = this.#openLink().then(checkDestination);
    await waitUnless(checked, signal, this.#closing.signal);
  }

  async publish(events: readonly PublishableEvent[], signal: AbortSignal): Promise<void> {
    try {
      const messages = events.map((event) => toMessage(event, this.#settings.Format));
      const link = await waitUnless(this.#openLink(), signal, this.#closing.signal);
      await publishBatch(link, messages, signal).catch(async (error: unknown) => {
        throw await explainFailure(link, toPublishError(error, 0), signal, this.#closing.signal);
      });
    } catch (error) {
      throw toPublishError(error, 0);
    }
  }

  async close(): Promise<void> {
    if (!this.#closing.signal.aborted) this.#closing.abort(closedError());
    await this.#opening?.catch(() => undefined);
    await this.#link?.close(closedError());
  }

  /** The living connection or a new one; calls at the same time share it. */
  async #openLink(): Promise<Link> {
    if (this.#link !== null && !this.#link.lost.aborted) return this.#link;
    this.#opening ??= this.#reopenLink().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #reopenLink(): Promise<Link> {
    await this.#link?.close(closedError());
    this.#link = await openLink(this.#settings, this.#limits, this.#closing.signal);
    return this.#link;
  }
}
