import { setTimeout as sleep } from "node:timers/promises";
import type { Consumer, ConsumerMessages, JsMsg } from "@nats-io/jetstream";
import { deadline, type Subscription } from "@nats-io/transport-node";
import { ensureConsumer, type ConsumerSpec } from "./consumers.ts";
import type { Link } from "./link.ts";
import { backoffMs } from "./timing.ts";

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 5_000;

/** Pulls a consumer's messages until it is stopped. */
export interface Puller {
  /** Aborts when nothing more may be taken. */
  readonly stopping: AbortSignal;
  /**
   * Repeats `step` until stopped. After an error it opens the consumer anew, with a growing pause: the connection or
   * the server may be down, or the stream gone.
   */
  repeat(step: (consumer: Consumer) => Promise<void>): Promise<void>;
  /**
   * Asks for up to `count` messages once. Resolves when they have come, the time is over, the server or the connection
   * was lost and is back, or the puller is stopped. What is on the wire by then is taken too: it must be given back, or
   * nobody gets it before the acknowledgement time is over.
   */
  pull(consumer: Consumer, count: number, take: (message: JsMsg) => void): Promise<void>;
  /** To be awaited before a message is given back. */
  beforeHandBack(): Promise<void>;
  /** Withdraws the requests that wait. */
  stop(): void;
}

/** Resolves when the consumer is ready. */
export async function openPuller(link: Link, spec: ConsumerSpec): Promise<Puller> {
  const opened = await openConsumer(link, spec);
  const stop = new AbortController();
  const stopping = stop.signal;
  let withdrawn = Promise.resolve();

  return {
    stopping,
    repeat: async (step) => {
      let consumer: Consumer | null = opened;
      let failures = 0;
      while (!stopping.aborted && !link.nats.isClosed()) {
        try {
          consumer ??= await openConsumer(link, spec);
          await step(consumer);
          failures = 0;
        } catch (error) {
          consumer = null;
          failures += 1;
          link.logger.warn({ error, consumer: spec.name }, "pulling from the bus failed");
          await sleep(backoffMs(failures, FIRST_PAUSE_MS, MAX_PAUSE_MS), undefined, { signal: stopping }).catch(
            () => undefined,
          );
        }
      }
    },
    pull: (consumer, count, take) => fetchOnce(link, consumer, count, stopping, take),
    beforeHandBack: () => withdrawn,
    stop: () => {
      if (stopping.aborted) return;
      stop.abort();
      withdrawn = withdraw(link, spec);
    },
  };
}

async function openConsumer(link: Link, spec: ConsumerSpec): Promise<Consumer> {
  const info = await link.request(`open the consumer ${spec.name}`, () =>
    ensureConsumer(link.manager, spec, link.timing.ackWaitMs),
  );
  return link.client.consumers.getConsumerFromInfo(info);
}

async function fetchOnce(
  link: Link,
  consumer: Consumer,
  count: number,
  stopping: AbortSignal,
  take: (message: JsMsg) => void,
): Promise<void> {
  const isStopped = (): boolean => stopping.aborted;
  if (isStopped()) return;
  const replaced = link.replaced();
  const messages = await consumer.fetch({ max_messages: count, expires: link.timing.pullMs });
  const close = (): void => void messages.close();
  const end = (): void => {
    if (link.isConnected()) void drain(link, messages).catch(close);
    else close();
  };
  stopping.addEventListener("abort", end, { once: true });
  replaced.addEventListener("abort", close, { once: true });
  if (isStopped()) end();
  if (replaced.aborted) close();
  try {
    for await (const message of messages) take(message);
  } finally {
    stopping.removeEventListener("abort", end);
    replaced.removeEventListener("abort", close);
  }
}

/**
 * Ends a request so that what the server had sent by then still comes; `close` would let it go unseen, and the client has
 * no public way to its subscription. Should it be renamed, the tests of what is on the wire fail.
 */
async function drain(link: Link, messages: ConsumerMessages): Promise<void> {
  const { sub } = messages as unknown as { readonly sub: Subscription };
  await deadline(sub.drain(), link.timing.tryMs);
}

/**
 * Servers before 2.10 try to redeliver to a request whose subscriber has gone, and then forget the redelivery until
 * the acknowledgement time is over. Asking for the consumer's state makes them drop such requests.
 */
async function withdraw(link: Link, { stream, name }: ConsumerSpec): Promise<void> {
  if (!link.isConnected()) return;
  await link.nats
    .flush()
    .then(() => link.manager.consumers.info(stream, name))
    .catch(() => undefined);
}
