import type { LifecycleEvent } from "@reelbus/contracts";
import { eventExamples } from "@reelbus/contracts/testing";
import { openPublisher } from "@reelbus/publishers";
import { sampleEvents } from "@reelbus/publishers/testing";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { STEP_TIMEOUT_MS } from "../../control-plane/bounds.ts";
import type { BareClient, Destination, Histories, Rival } from "./rival.ts";
import { sideBySide } from "./side-by-side.ts";

/** As many as the notifier hands over at a time. */
export const EVENTS_PER_JOB = 100;

/** Events per second, round by round. */
export interface Comparison {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
}

/** Sends the events of so many jobs in each round, by ours and by the bare client; who begins changes with each round. */
export async function compare(rival: Rival, sizes: { jobs: number; rounds: number }): Promise<Comparison> {
  const ours: number[] = [];
  const bare: number[] = [];
  const runs = [
    async () => ours.push(await measure(rival, sizes.jobs, openOurs)),
    async () => bare.push(await measure(rival, sizes.jobs, (destination) => destination.connectBare())),
  ];
  for (let round = 0; round < sizes.rounds; round += 1) {
    for (const run of runs) await run();
    runs.reverse();
  }
  return { ours, bare };
}

type Connect = (destination: Destination) => BareClient | Promise<BareClient>;

/** Connecting, and what a new connection has to learn, is over when the clock starts. */
async function measure(rival: Rival, jobs: number, connect: Connect): Promise<number> {
  await using destination = await rival.makeDestination();
  const histories = Array.from({ length: jobs }, history);
  let tookMs: number;
  {
    await using client = await connect(destination);
    await client.publish([history()]);
    const startedAt = performance.now();
    await client.publish(histories);
    tookMs = performance.now() - startedAt;
  }
  assert.equal(await destination.count(), (jobs + 1) * EVENTS_PER_JOB, `events that arrived at ${rival.name}`);
  return (jobs * EVENTS_PER_JOB * 1_000) / tookMs;
}

function openOurs({ settings }: Destination): BareClient {
  const publisher = openPublisher(settings, { resolveLocalPath: (path) => Promise.resolve(path) });
  const signal = AbortSignal.timeout(STEP_TIMEOUT_MS);
  return {
    publish: (histories: Histories) => sideBySide(histories, (events) => publisher.publish(events, signal)),
    [Symbol.asyncDispose]: () => publisher.close(),
  };
}

/** A long job: much progress, and its last event. */
function history(): LifecycleEvent[] {
  const jobId = randomUUID();
  const last = { ...eventExamples.JobSuccess, EventId: randomUUID(), JobId: jobId, Sequence: EVENTS_PER_JOB };
  return [...sampleEvents(EVENTS_PER_JOB - 1, { jobId }), last];
}
