import type { JsMsg } from "@nats-io/jetstream";
import { factSchema, toReelbusError, type Fact } from "@reelbus/contracts";
import type { Consumption, FactConsumerOptions } from "./bus.ts";
import { FACT_CONSUMER } from "./consumers.ts";
import { createKeyedQueue, type Outcome } from "./keyed-queue.ts";
import { holdLease, type Lease } from "./lease.ts";
import type { Link } from "./link.ts";
import { parseMessage } from "./parse-message.ts";
import { openPuller } from "./pull.ts";
import { createRoom } from "./room.ts";
import { retryAfterMs, type Failures } from "./retry-decision.ts";

/** Facts in hand at most: those that run, and those that wait behind another one of their job. */
const MAX_HELD = 256;

interface HeldFact {
  readonly fact: Fact;
  readonly lease: Lease;
  failures: Failures;
}

const DONE: Outcome = { kind: "done" };
const NONE: Failures = { count: 0, firstAt: Infinity };

/**
 * Facts that wait stay in hand with their leases renewed: giving one back would let later ones of its job overtake it.
 */
export async function consumeFacts(link: Link, { concurrency, handle }: FactConsumerOptions): Promise<Consumption> {
  const puller = await openPuller(link, FACT_CONSUMER);
  const held = new Map<number, Lease>();
  const room = createRoom(MAX_HELD);
  let lastSuccessAt = -Infinity;

  const letGo = (lease: Lease): void => {
    held.delete(lease.message.seq);
    room.leave();
  };
  const run = async (item: HeldFact): Promise<Outcome> => {
    try {
      await handle(item.fact);
      lastSuccessAt = performance.now();
    } catch (thrown) {
      const outcome = await afterFailure(link, item, thrown, lastSuccessAt);
      if (outcome.kind === "done") letGo(item.lease);
      return outcome;
    }
    await item.lease.ack().catch((error: unknown) => {
      link.logger.warn({ error, jobId: item.fact.jobId }, "a recorded fact will come again");
    });
    letGo(item.lease);
    return DONE;
  };
  const queue = createKeyedQueue(concurrency, run);

  const take = (message: JsMsg): void => {
    const own = held.get(message.seq);
    if (own !== undefined) {
      own.adopt(message);
      return;
    }
    const lease = holdLease(link, message, () => puller.beforeHandBack());
    held.set(message.seq, lease);
    room.enter();
    const parsed = parseMessage(message.data, factSchema);
    if (parsed.readable) queue.add(parsed.value.jobId, { fact: parsed.value, lease, failures: NONE });
    else void lease.bury("invalid-message", parsed.problem).finally(() => letGo(lease));
  };
  const pulling = puller.repeat(async (consumer) => {
    await room.available(puller.stopping);
    await puller.pull(consumer, room.free(), take);
  });

  return {
    stop: async () => {
      puller.stop();
      const [rest] = await Promise.all([queue.stop(), pulling]);
      await Promise.all(rest.map(({ lease }) => lease.handBack(0)));
    },
  };
}

async function afterFailure(link: Link, item: HeldFact, thrown: unknown, lastSuccessAt: number): Promise<Outcome> {
  const { fact, lease } = item;
  const error = toReelbusError(thrown);
  item.failures = { count: item.failures.count + 1, firstAt: Math.min(item.failures.firstAt, performance.now()) };
  const afterMs = retryAfterMs(error, item.failures, lastSuccessAt);
  if (afterMs === null) {
    link.logger.error({ error: thrown, jobId: fact.jobId }, "a fact was given up");
    await lease.bury(error.reason, error.message);
    return DONE;
  }
  link.logger.warn({ error: thrown, jobId: fact.jobId, afterMs }, "handling a fact failed");
  return { kind: "again", afterMs };
}
