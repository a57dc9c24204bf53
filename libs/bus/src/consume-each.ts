import type { JsMsg } from "@nats-io/jetstream";
import type { Consumption } from "./bus.ts";
import type { ConsumerSpec } from "./consumers.ts";
import { createFreeSlots } from "./free-slots.ts";
import { createHeldLeases, type HeldLeases } from "./held-leases.ts";
import type { Lease } from "./lease.ts";
import type { Link } from "./link.ts";
import { parseMessage, type MessageSchema } from "./parse-message.ts";
import { openPuller } from "./pull.ts";
import { backoffMs } from "./timing.ts";

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

export interface EachOptions<T> {
  readonly spec: ConsumerSpec;
  readonly schema: MessageSchema<T>;
  readonly concurrency: number;
  /** Settles the lease; one that it leaves open is handed back with a growing delay. */
  readonly handle: (value: T, lease: Lease) => Promise<void>;
  /** Called before a message that can't be read is buried; when it rejects, the message comes again. */
  readonly onUnreadable?: (message: JsMsg) => Promise<void>;
}

/**
 * Handles messages one by one in `concurrency` slots. Only for a free slot a message is asked for, so what waits stays
 * for other replicas; slots that get free together ask together.
 */
export async function consumeEach<T>(link: Link, options: EachOptions<T>): Promise<Consumption> {
  const puller = await openPuller(link, options.spec);
  const held = createHeldLeases(link, puller);
  const slots = createFreeSlots(options.concurrency, puller.stopping);
  const running = new Set<Promise<void>>();
  const start = (message: JsMsg): void => {
    const handling = (puller.stopping.aborted ? giveBack(held, message) : handleMessage(link, options, held, message))
      .catch((error: unknown) => {
        link.logger.error({ error, subject: message.subject }, "a message could not be given back");
      })
      .finally(() => {
        running.delete(handling);
        slots.giveBack(1);
      });
    running.add(handling);
  };
  const askers = Array.from({ length: options.concurrency }, () =>
    puller.repeat(async (consumer) => {
      let unused = await slots.takeAll();
      if (unused === 0) return;
      try {
        await puller.pull(consumer, unused, (message) => {
          unused -= 1;
          start(message);
        });
      } finally {
        slots.giveBack(unused);
      }
    }),
  );
  return {
    stop: async () => {
      puller.stop();
      await Promise.all(askers);
      await Promise.all(running);
    },
  };
}

/** For what came when nothing more may begin. */
async function giveBack(held: HeldLeases, message: JsMsg): Promise<void> {
  const lease = held.take(message);
  if (lease === null) return;
  try {
    await lease.handBack(0);
  } finally {
    held.letGo(lease);
  }
}

async function handleMessage<T>(
  link: Link,
  { schema, handle, onUnreadable }: EachOptions<T>,
  held: HeldLeases,
  message: JsMsg,
): Promise<void> {
  const lease = held.take(message);
  if (lease === null) return;
  try {
    const parsed = parseMessage(message.data, schema);
    if (parsed.readable) await handle(parsed.value, lease);
    else {
      await onUnreadable?.(message);
      await lease.bury("invalid-message", parsed.problem);
    }
  } catch (error) {
    link.logger.error({ error, subject: message.subject }, "handling a message failed");
  } finally {
    await lease.handBack(backoffMs(message.info.deliveryCount, FIRST_RETRY_MS, MAX_RETRY_MS));
    held.letGo(lease);
  }
}
