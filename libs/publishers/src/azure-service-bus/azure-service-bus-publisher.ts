import {
  readServiceBusConnection,
  ReelbusError,
  type AzureServiceBusPublisher as AzureServiceBusSettings,
  type PublishableEvent,
} from "@reelbus/contracts";
import { closedError, toPublishError } from "../publish-error.ts";
import type { Publisher } from "../publisher.ts";
import { waitUnless } from "../waiting.ts";
import { AZURE_SERVICE_BUS_LIMITS, type AzureServiceBusLimits } from "./limits.ts";
import { Link, loadClient } from "./link.ts";
import { toMessage } from "./message.ts";
import { publishParcels } from "./publish-parcels.ts";

/** Message batches to a queue or topic over one AMQP 1.0 connection, opened when it is needed. */
export class AzureServiceBusPublisher implements Publisher {
  readonly #settings: AzureServiceBusSettings;
  readonly #limits: AzureServiceBusLimits;
  readonly #closing = new AbortController();
  #link: Link | null = null;
  #opening: Promise<Link> | null = null;

  constructor(settings: AzureServiceBusSettings, limits: AzureServiceBusLimits = AZURE_SERVICE_BUS_LIMITS) {
    this.#settings = settings;
    this.#limits = limits;
  }

  async check(signal: AbortSignal): Promise<void> {
    const checked = this.#openLink().then((link) => link.check());
    await waitUnless(checked, signal, this.#closing.signal);
  }

  async publish(events: readonly PublishableEvent[], signal: AbortSignal): Promise<void> {
    try {
      const messages = events.map((event) => toMessage(event, this.#settings.Format));
      const link = await waitUnless(this.#openLink(), signal, this.#closing.signal);
      await publishParcels(link, messages, signal, this.#closing.signal);
    } catch (error) {
      throw toPublishError(error, 0);
    }
  }

  async close(): Promise<void> {
    if (!this.#closing.signal.aborted) this.#closing.abort(closedError());
    await this.#link?.close(closedError());
    await this.#opening?.catch(() => undefined);
  }

  /** The living connection or a new one; calls at the same time share it. */
  async #openLink(): Promise<Link> {
    this.#closing.signal.throwIfAborted();
    if (this.#link?.lost.aborted === false && this.#opening === null) return this.#link;
    this.#opening ??= this.#reopenLink().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #reopenLink(): Promise<Link> {
    await this.#link?.close(closedError());
    const client = await loadClient();
    this.#closing.signal.throwIfAborted();
    const link = new Link(client, this.#settings, connectionOf(this.#settings), this.#limits);
    this.#link = link;
    await link.open();
    return link;
  }
}

function connectionOf({ Connection }: AzureServiceBusSettings) {
  const read = readServiceBusConnection(Connection);
  if (typeof read === "string") throw new ReelbusError("internal", `The connection string can't be read: ${read}.`);
  return read;
}
