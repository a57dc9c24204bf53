import type { PublishableEvent, RabbitMqPublisher as RabbitMqSettings } from "@reelbus/contracts";
import { toPublishError } from "../publish-error.ts";
import type { Publisher } from "../publisher.ts";
import { SharedLink } from "../shared-link.ts";
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
  readonly #link: SharedLink<Link>;

  constructor(settings: RabbitMqSettings, limits: RabbitMqLimits = RABBITMQ_LIMITS) {
    this.#settings = settings;
    this.#link = new SharedLink((closing) => openLink(settings, limits, closing));
  }

  async check(signal: AbortSignal): Promise<void> {
    const link = await this.#link.get(signal);
    await waitUnless(checkDestination(link), signal, this.#link.closing);
  }

  async publish(events: readonly PublishableEvent[], signal: AbortSignal): Promise<void> {
    try {
      const messages = events.map((event) => toMessage(event, this.#settings.Format));
      const link = await this.#link.get(signal);
      await publishBatch(link, messages, signal).catch(async (error: unknown) => {
        throw await explainFailure(link, toPublishError(error, 0), signal, this.#link.closing);
      });
    } catch (error) {
      throw toPublishError(error, 0);
    }
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}
