import type { PublishableEvent, WebhookPublisher as WebhookSettings } from "@reelbus/contracts";
import { abortedError, closedError, toPublishError } from "../publish-error.ts";
import type { Publisher } from "../publisher.ts";
import { HttpEndpoint } from "./http-endpoint.ts";
import { WEBHOOK_LIMITS, type WebhookLimits } from "./limits.ts";
import { signedRequest } from "./signed-request.ts";

/**
 * One POST an event, signed as Standard Webhooks 1.0.0 says; the next one follows when the last was answered with
 * success. What such an answer means for durability is the receiver's word.
 */
export class WebhookPublisher implements Publisher {
  readonly #settings: WebhookSettings;
  readonly #endpoint: HttpEndpoint;
  readonly #closing = new AbortController();

  constructor(settings: WebhookSettings, limits: WebhookLimits = WEBHOOK_LIMITS) {
    this.#settings = settings;
    this.#endpoint = new HttpEndpoint(new URL(settings.Url), limits);
  }

  /** Connects. Whether the path exists and the receiver knows the secret is not to be found out without an event. */
  async check(signal: AbortSignal): Promise<void> {
    await this.#unlessOver(signal, (stop) => this.#endpoint.connect(stop));
  }

  async publish(events: readonly PublishableEvent[], signal: AbortSignal): Promise<void> {
    const { Format, Secret } = this.#settings;
    let delivered = 0;
    try {
      await this.#unlessOver(signal, async (stop) => {
        for (const event of events) {
          await this.#endpoint.post(signedRequest(event, Format, Secret, new Date()), stop);
          delivered += 1;
        }
      });
    } catch (error) {
      throw toPublishError(error, delivered);
    }
  }

  close(): Promise<void> {
    if (!this.#closing.signal.aborted) this.#closing.abort(closedError());
    this.#endpoint.close();
    return Promise.resolve();
  }

  /** Runs `work`, which must end when its signal aborts; afterwards its failure is the reason for that. */
  async #unlessOver(signal: AbortSignal, work: (stop: AbortSignal) => Promise<void>): Promise<void> {
    const stop = AbortSignal.any([this.#closing.signal, signal]);
    try {
      stop.throwIfAborted();
      await work(stop);
    } catch (error) {
      if (this.#closing.signal.aborted) throw closedError();
      throw signal.aborted ? abortedError(signal) : error;
    }
  }
}
