import type { AzureServiceBusPublisher as AzureServiceBusSettings, PublishableEvent } from "@reelbus/contracts";
import { toPublishError } from "../publish-error.ts";
import type { Publisher } from "../publisher.ts";
import { SharedLink } from "../shared-link.ts";
import { waitUnless } from "../waiting.ts";
import { AZURE_SERVICE_BUS_LIMITS, type AzureServiceBusLimits } from "./limits.ts";
import type { Link } from "./link.ts";
import { toMessage } from "./message.ts";
import { openLink } from "./open-link.ts";
import { publishParcels } from "./publish-parcels.ts";

/** Message batches to a queue or topic over one AMQP 1.0 connection, opened when it is needed. */
export class AzureServiceBusPublisher implements Publisher {
  readonly #settings: AzureServiceBusSettings;
  readonly #link: SharedLink<Link>;

  constructor(settings: AzureServiceBusSettings, limits: AzureServiceBusLimits = AZURE_SERVICE_BUS_LIMITS) {
    this.#settings = settings;
    this.#link = new SharedLink((closing) => openLink(settings, limits, closing));
  }

  async check(signal: AbortSignal): Promise<void> {
    const link = await this.#link.get(signal);
    await waitUnless(link.check(), signal, this.#link.closing);
  }

  async publish(events: readonly PublishableEvent[], signal: AbortSignal): Promise<void> {
    try {
      const messages = events.map((event) => toMessage(event, this.#settings.Format));
      const link = await this.#link.get(signal);
      await publishParcels(link, messages, signal, this.#link.closing);
    } catch (error) {
      throw toPublishError(error, 0);
    }
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}
