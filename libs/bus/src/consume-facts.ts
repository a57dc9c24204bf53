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
import { backoffMs } from "./timing.ts";

/** Facts in hand at most: those that run, and those that wait behind another one of their job. */
const MAX_HELD = 256;
const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 10_000;
/** From this try on a fact is given up, provided that others went well in the meantime. */
const POISON_TRIES = 20;

interface HeldFact {
  readonly fact: Fact;
  readonly lease: Lease;
  failures: number;
  firstFailedAt: number;
}

const DONE: Outcome = { kind: "done" };

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
    if (parsed.readable) queue.add(parsed.value.jobId, { fact: parsed.value, lease, failures: 0, firstFailedAt: 0 });
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

/** Tries again later, or gives the fact up: because it says so, or because only this one fails. */
async function afterFailure(link: Link, item: HeldFact, thrown: unknown, lastSuccessAt: number): Promise<Outcome> {
  const error = toReelbusError(thrown);
  item.failures += 1;
  if (item.failures === 1) item.firstFailedAt = performance.now();
  const isPoison = item.failures >= POISON_TRIES && lastSuccessAt > item.firstFailedAt;
  if (!error.retryable || isPoison) {
    link.logger.error({ error: thrown, jobId: item.fact.jobId }, "a fact was given up");
    await item.lease.bury(error.reason, error.message);
    return DONE;
  }
  const afterMs = backoffMs(item.failures, FIRST_RETRY_MS, MAX_RETRY_MS);
  link.logger.warn({ error: thrown, jobId: item.fact.jobId, afterMs }, "handling a fact failed");
  return { kind: "again", afterMs };
}
