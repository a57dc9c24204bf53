import type { JsMsg } from "@nats-io/jetstream";
import type { Consumption } from "./bus.ts";
import type { ConsumerSpec } from "./consumers.ts";
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
 * Handles messages one by one in `concurrency` slots. Only a free slot asks for a message, so what waits stays for
 * other replicas.
 */
export async function consumeEach<T>(link: Link, options: EachOptions<T>): Promise<Consumption> {
  const puller = await openPuller(link, options.spec);
  const held = createHeldLeases(link, puller);
  const slots = Array.from({ length: options.concurrency }, () =>
    puller.repeat(async (consumer) => {
      const taken: JsMsg[] = [];
      await puller.pull(consumer, 1, (message) => taken.push(message));
      for (const message of taken) await handleMessage(link, options, held, message);
    }),
  );
  return {
    stop: async () => {
      puller.stop();
      await Promise.all(slots);
    },
  };
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
