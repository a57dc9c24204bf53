import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { mock } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { ReelbusError, type FilesPublisher as FilesSettings, type LifecycleEvent } from "@reelbus/contracts";
import type { SharedServer } from "@reelbus/testing";
import { connect, type ConfirmChannel } from "amqplib";
import { toFileError } from "../files/file-errors.ts";
import { FilesPublisher } from "../files/files-publisher.ts";
import { encodeEvent } from "../formats/encode-event.ts";
import { PublishError, toPublishError } from "../publish-error.ts";
import type { Publisher, PublisherOptions } from "../publisher.ts";
import type { ConformanceTarget } from "./conformance-target.ts";

/** Writes files under their own names, slowly. */
export class WithoutRename extends FilesPublisher {
  readonly #settings: FilesSettings;
  readonly #options: PublisherOptions;

  constructor(settings: FilesSettings, options: PublisherOptions) {
    super(settings, options);
    this.#settings = settings;
    this.#options = options;
  }

  override async publish(events: readonly LifecycleEvent[], signal: AbortSignal): Promise<void> {
    await super.publish([], signal); // rejects after a close or an abort
    try {
      for (const event of events) await this.#write(event);
    } catch (error) {
      throw toPublishError(toFileError(error, this.#settings.UriPath), 0);
    }
  }

  async #write(event: LifecycleEvent): Promise<void> {
    const folder = join(await this.#options.resolveLocalPath(this.#settings.UriPath), event.JobId);
    await mkdir(folder, { recursive: true });
    const { body } = encodeEvent(event, this.#settings.Format);
    await using file = await open(join(folder, `${String(event.Sequence).padStart(6, "0")}-x.json`), "w");
    await file.write(body.subarray(0, 100));
    await pause(20);
    await file.write(body.subarray(100), 0, null, 100);
  }
}

/** A flaw that any adapter can have, put around a whole one. */
export type Flaw = (whole: Publisher) => Partial<Publisher>;

export const swallowsErrors: Flaw = (whole) => ({
  publish: (events, signal) => whole.publish(events, signal).catch(() => undefined),
});

/** Fails as it should, and does not hand on for how long the target wants to be left alone. */
export const forgetsRetryAfter: Flaw = (whole) => ({
  publish: (events, signal) =>
    whole.publish(events, signal).catch((error: unknown) => {
      if (!(error instanceof PublishError)) throw error;
      const { reason, message, retryable, deliveredCount } = error;
      throw new PublishError(new ReelbusError(reason, message, { retryable }), deliveredCount);
    }),
});

export const turnsTheOrder: Flaw = (whole) => ({
  publish: (events, signal) => whole.publish(events.toReversed(), signal),
});

/** The target, its publishers with the flaw. */
export function withFlaw(target: ConformanceTarget, flaw: Flaw): ConformanceTarget {
  const flawed = (whole: Publisher): Publisher => ({
    check: (signal) => whole.check(signal),
    publish: (events, signal) => whole.publish(events, signal),
    close: () => whole.close(),
    ...flaw(whole),
  });
  return {
    port: target.port,
    open: (port) => flawed(target.open(port)),
    openFaulty: async (fault) => flawed(await target.openFaulty(fault)),
    received: () => target.received(),
    [Symbol.asyncDispose]: () => target[Symbol.asyncDispose](),
  };
}

type Publish = ConfirmChannel["publish"];

export const withoutMandatory =
  (publish: Publish): Publish =>
  (exchange, routingKey, content, options, onConfirm) =>
    publish(exchange, routingKey, content, { ...options, mandatory: false }, onConfirm);

/** Takes every message for confirmed before it has left. */
export const withoutConfirm =
  (publish: Publish): Publish =>
  (exchange, routingKey, content, options, onConfirm) => {
    process.nextTick(() => onConfirm?.(null, {}));
    return publish(exchange, routingKey, content, options, () => undefined);
  };

/** Lets every RabbitMq publisher of this process publish with a flaw, until it is disposed of. */
export async function breakRabbitMq(broker: SharedServer, flaw: (publish: Publish) => Publish): Promise<Disposable> {
  const connection = await connect(broker.url);
  const prototype = Object.getPrototypeOf(await connection.createConfirmChannel()) as ConfirmChannel;
  await connection.close();
  const whole = Reflect.get<ConfirmChannel, "publish">(prototype, "publish");
  const broken = mock.method(prototype, "publish", function (this: ConfirmChannel, ...parts: Parameters<Publish>) {
    return flaw(whole.bind(this))(...parts);
  });
  return { [Symbol.dispose]: () => broken.mock.restore() };
}
