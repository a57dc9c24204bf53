import type { JsMsg } from "@nats-io/jetstream";
import { abortSchema, workKeySchema, workSchema, type Fact, type Phase, type Work } from "@reelbus/contracts";
import type { CleanupConsumerOptions, Consumption, WorkConsumerOptions } from "./bus.ts";
import { consumeEach } from "./consume-each.ts";
import { CLEANUP_CONSUMER, workConsumer } from "./consumers.ts";
import { store, type Link } from "./link.ts";
import { parseMessage } from "./parse-message.ts";
import { factMessageId, SUBJECTS } from "./subjects.ts";

/** A clean-up request's body. */
export const cleanupSchema = abortSchema.pick({ jobId: true });

/** After so many deliveries a clean-up that fails becomes a dead letter. */
const MAX_CLEANUP_DELIVERIES = 20;

export function consumeWork<P extends Phase>(
  link: Link,
  phase: P,
  { concurrency, handle }: WorkConsumerOptions<P>,
): Promise<Consumption> {
  return consumeEach<Work<P>>(link, {
    spec: workConsumer(phase),
    schema: workSchema(phase),
    concurrency,
    handle: (work, lease) =>
      handle({
        work,
        delivery: lease.message.info.deliveryCount,
        ack: () => lease.ack(),
        handBack: (delayMs = 0) => lease.handBack(delayMs),
      }),
    onUnreadable: (message) => tellUnreadable(link, message),
  });
}

/** Nobody will work on this: whoever dispatched it must know, if it can be read whose work it is. */
async function tellUnreadable(link: Link, { data, info }: JsMsg): Promise<void> {
  const key = parseMessage(data, workKeySchema);
  if (!key.readable) return;
  const failure = {
    reason: "invalid-message",
    message: `The service for the phase ${key.value.phase} can't read its work.`,
    retryable: false,
    retryAfterMs: null,
  } as const;
  const place = { ...key.value, delivery: info.deliveryCount, at: new Date().toISOString() };
  const fact: Fact = { ...place, kind: "failed", failure };
  await store(link, SUBJECTS.facts(fact.jobId), fact, factMessageId(fact));
}

export function consumeCleanup(link: Link, { handle }: CleanupConsumerOptions): Promise<Consumption> {
  return consumeEach(link, {
    spec: CLEANUP_CONSUMER,
    schema: cleanupSchema,
    concurrency: 1,
    handle: async ({ jobId }, lease) => {
      try {
        await handle(jobId);
      } catch (error) {
        if (lease.message.info.deliveryCount < MAX_CLEANUP_DELIVERIES) throw error;
        await lease.bury("internal", "the clean-up failed again and again");
      }
      await lease.ack();
    },
  });
}
