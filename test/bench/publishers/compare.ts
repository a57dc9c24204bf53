import type { LifecycleEvent } from "@reelbus/contracts";
import { eventExamples } from "@reelbus/contracts/testing";
import { openPublisher } from "@reelbus/publishers";
import { sampleEvents } from "@reelbus/publishers/testing";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { STEP_TIMEOUT_MS } from "../../control-plane/bounds.ts";
import { collectMemory } from "../measure/collect-memory.ts";
import type { BareClient, Destination, Histories, Rival } from "./rival.ts";
import { sideBySide } from "./side-by-side.ts";

/** As many as the notifier hands over at a time. */
export const EVENTS_PER_JOB = 100;

/** Events per second, round by round. */
export interface Comparison {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
}

/**
 * Sends the events of so many jobs in each round, by ours and by the bare client; who begins changes with each round.
 * Each has a connection and a destination of its own, for all rounds. Before the clock starts, memory is collected: a
 * collection takes as long as a good part of a round, and would fall to whoever's turn it happens to be.
 */
export async function compare(rival: Rival, sizes: { jobs: number; rounds: number }): Promise<Comparison> {
  await using ours = await connect(rival, openOurs);
  await using bare = await connect(rival, (destination) => destination.connectBare());
  const sides = [ours, bare];
  for (let round = 0; round < sizes.rounds; round += 1) {
    for (const side of sides) await measureRound(side, sizes.jobs);
    sides.reverse();
  }
  const sent = (sizes.rounds * sizes.jobs + 1) * EVENTS_PER_JOB;
  for (const { destination } of sides) assert.equal(await destination.count(), sent, `events at ${rival.name}`);
  return { ours: ours.perSecond, bare: bare.perSecond };
}

/** A client, where it sends to, and how many events per second it sent in each round. */
interface Side extends AsyncDisposable {
  readonly client: BareClient;
  readonly destination: Destination;
  readonly perSecond: number[];
}

/** Connecting, and what a new connection has to learn, is over when this resolves. */
async function connect(
  rival: Rival,
  open: (destination: Destination) => BareClient | Promise<BareClient>,
): Promise<Side> {
  await using stack = new AsyncDisposableStack();
  const destination = stack.use(await rival.makeDestination());
  const client = stack.use(await open(destination));
  await client.publish([history()]);
  const owned = stack.move();
  return { client, destination, perSecond: [], [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function measureRound({ client, perSecond }: Side, jobs: number): Promise<void> {
  const histories = Array.from({ length: jobs }, history);
  collectMemory();
  const startedAt = performance.now();
  await client.publish(histories);
  perSecond.push((jobs * EVENTS_PER_JOB * 1_000) / (performance.now() - startedAt));
}

function openOurs({ settings }: Destination): BareClient {
  const publisher = openPublisher(settings, { resolveLocalPath: (path) => Promise.resolve(path) });
  return {
    publish: (histories: Histories) => {
      const signal = AbortSignal.timeout(STEP_TIMEOUT_MS);
      return sideBySide(histories, (events) => publisher.publish(events, signal));
    },
    [Symbol.asyncDispose]: () => publisher.close(),
  };
}

/** A long job: much progress, and its last event. */
function history(): LifecycleEvent[] {
  const jobId = randomUUID();
  const last = { ...eventExamples.JobSuccess, EventId: randomUUID(), JobId: jobId, Sequence: EVENTS_PER_JOB };
  return [...sampleEvents(EVENTS_PER_JOB - 1, { jobId }), last];
}
