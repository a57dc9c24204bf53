import type { JsMsg } from "@nats-io/jetstream";
import { factSchema, toReelbusError, type Fact } from "@reelbus/contracts";
import type { Consumption, FactConsumerOptions } from "./bus.ts";
import { FACT_CONSUMER } from "./consumers.ts";
import { createHeldLeases } from "./held-leases.ts";
import { createKeyedQueue, type Outcome } from "./keyed-queue.ts";
import type { Lease } from "./lease.ts";
import type { Link } from "./link.ts";
import { parseMessage } from "./parse-message.ts";
import { openPuller } from "./pull.ts";
import { createRoom } from "./room.ts";
import { retryAfterMs, type Failures } from "./retry-decision.ts";
import { onTold } from "./signals.ts";

/** Facts in hand at most: those that run, and those that wait behind another one of their job. */
const MAX_HELD = 256;
/** Told facts that wait; more are forgotten. */
const MAX_TOLD = 1_024;
const QUEUE_GROUP = "conductor";

interface StoredFact {
  readonly kind: "stored";
  readonly fact: Fact;
  readonly lease: Lease;
  failures: Failures;
}

type Item = StoredFact | { readonly kind: "told"; readonly fact: Fact };

const DONE: Outcome = { kind: "done" };
const NONE: Failures = { count: 0, firstAt: Infinity };

/**
 * Facts that wait stay in hand with their leases renewed: giving one back would let later ones of its job overtake it.
 */
export async function consumeFacts(link: Link, { concurrency, handle }: FactConsumerOptions): Promise<Consumption> {
  const puller = await openPuller(link, FACT_CONSUMER);
  const held = createHeldLeases(link, puller);
  const room = createRoom(MAX_HELD);
  let lastSuccessAt = -Infinity;
  let toldWaiting = 0;

  const letGo = (lease: Lease): void => {
    held.letGo(lease);
    room.leave();
  };
  const runStored = async (item: StoredFact): Promise<Outcome> => {
    try {
      await handle(item.fact);
      lastSuccessAt = performance.now();
    } catch (thrown) {
      const outcome = await afterFailure(link, item, thrown, lastSuccessAt);
      if (outcome.kind === "done") letGo(item.lease);
      return outcome;
    }
    await item.lease.done().catch((error: unknown) => {
      link.logger.warn({ error, jobId: item.fact.jobId }, "a recorded fact will come again");
    });
    letGo(item.lease);
    return DONE;
  };
  const runTold = async (fact: Fact): Promise<Outcome> => {
    toldWaiting -= 1;
    await handle(fact).catch((error: unknown) => {
      link.logger.warn({ error, jobId: fact.jobId, kind: fact.kind }, "a told fact was forgotten");
    });
    return DONE;
  };
  const queue = createKeyedQueue<Item>(concurrency, (item) =>
    item.kind === "stored" ? runStored(item) : runTold(item.fact),
  );

  const take = (message: JsMsg): void => {
    const lease = held.take(message);
    if (lease === null) return;
    room.enter();
    const parsed = parseMessage(message.data, factSchema);
    if (parsed.readable) queue.add(parsed.value.jobId, { kind: "stored", fact: parsed.value, lease, failures: NONE });
    else void lease.bury("invalid-message", parsed.problem).finally(() => letGo(lease));
  };
  const told = onTold(link, QUEUE_GROUP, (fact) => {
    if (toldWaiting >= MAX_TOLD) return;
    toldWaiting += 1;
    queue.add(fact.jobId, { kind: "told", fact });
  });
  const pulling = puller.repeat(async (consumer) => {
    await room.available(puller.stopping);
    await puller.pull(consumer, room.free(), take);
  });

  return {
    stop: async () => {
      told.unsubscribe();
      puller.stop();
      await Promise.all([queue.stop(), pulling]);
      const stored = queue.rest().filter((item) => item.kind === "stored");
      await Promise.all(stored.map(({ lease }) => lease.handBack(0)));
    },
  };
}

async function afterFailure(link: Link, item: StoredFact, thrown: unknown, lastSuccessAt: number): Promise<Outcome> {
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
