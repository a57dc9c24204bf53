import { waitFor } from "@reelbus/testing";
import type { Bench, BenchTable } from "./bench.ts";
import { ANSWER_TIMEOUT_MS, STEP_TIMEOUT_MS } from "../control-plane/bounds.ts";
import { runBullMqChain } from "./control-plane/bullmq-chain.ts";
import { emptyJob } from "../control-plane/empty-job.ts";
import { EVENTS_PER_JOB } from "../control-plane/empty-result.ts";
import { openEventQueue, type EventQueue } from "./control-plane/event-queue.ts";
import { processorTime, processorTimeSince, type ProcessorTime } from "./control-plane/processor-time.ts";
import { median, percentile } from "./measure/statistics.ts";
import { submitJobs } from "../control-plane/submit-jobs.ts";
import { submitSteadily } from "./control-plane/submit-steadily.ts";
import { startControlPlane, type ControlPlane } from "../control-plane/system.ts";
import { assertWholeHistories } from "./control-plane/whole-histories.ts";

interface Sizes {
  /** Jobs of a stage and of a round. */
  readonly jobs: number;
  /** How often both chains run, in turn. */
  readonly rounds: number;
  readonly clients: number;
  /** Jobs that each phase, and each of BullMQ's workers, takes at a time. */
  readonly concurrency: number;
  readonly latencyJobs: number;
  readonly latencyJobsPerSecond: number;
}

const SIZES: Readonly<Record<"full" | "short", Sizes>> = {
  full: { jobs: 2_000, rounds: 3, clients: 32, concurrency: 16, latencyJobs: 300, latencyJobsPerSecond: 20 },
  short: { jobs: 10, rounds: 1, clients: 4, concurrency: 4, latencyJobs: 4, latencyJobsPerSecond: 20 },
};

/** How fast jobs get through when their phases do nothing. */
export const controlPlane: Bench = {
  name: "control-plane",
  run: async (size) => {
    const sizes = SIZES[size];
    await using queue = await openEventQueue();
    await using system = await startControlPlane(sizes.concurrency);
    await system.start("api");
    const stages = await measureStages(system, queue, sizes);
    const chains = await measureChains(system, queue, sizes);
    const latency = await measureLatency(system, queue, sizes);
    return [stages, ...chains, latency];
  },
};

/** One service after the other, each with the whole machine: the next one finds what the one before has left. */
async function measureStages(system: ControlPlane, queue: EventQueue, sizes: Sizes): Promise<BenchTable> {
  const { jobs, clients } = sizes;
  const perSecond = async (count: number, work: () => Promise<void>) => {
    const startedAt = performance.now();
    await work();
    return Math.round((count * 1_000) / (performance.now() - startedAt));
  };
  let jobIds: string[] = [];
  const submits = await perSecond(jobs, async () => {
    jobIds = await submitJobs({ url: system.url, job: emptyJob([queue.publisher]), count: jobs, clients });
  });
  await system.start("phases");
  await system.start("conductor");
  const ends = await perSecond(jobs, () => untilNothingWaits(system));
  await system.start("notifier");
  const events = jobs * EVENTS_PER_JOB;
  const deliveries = await perSecond(events, () => queue.until(events));
  assertWholeHistories(jobIds, await queue.take(events));
  return {
    title: `Control plane, one stage after the other (${jobs} jobs, ${clients} clients, fsync on)`,
    columns: ["stage", "per second"],
    rows: [
      ["jobs submitted over HTTP, stored durably", submits],
      ["jobs through six empty phases, events stored", ends],
      ["events from the outbox to RabbitMQ, confirmed", deliveries],
    ],
    limits: [],
  };
}

async function untilNothingWaits(system: ControlPlane): Promise<void> {
  for (const status of ["Submitted", "Queued", "Running"])
    await waitFor(async () => !(await hasJobs(system, status)), {
      what: `no job to be ${status}`,
      timeoutMs: STEP_TIMEOUT_MS,
      intervalMs: 50,
    });
}

async function hasJobs({ url }: ControlPlane, status: string): Promise<boolean> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const answer = await fetch(new URL(`jobs?limit=1&status=${status}`, url), { signal });
  const { Jobs } = (await answer.json()) as { Jobs: unknown[] };
  return Jobs.length > 0;
}

/** Everything at once, in turn with the peer, so that both have the same machine. */
async function measureChains(system: ControlPlane, queue: EventQueue, sizes: Sizes): Promise<BenchTable[]> {
  const { jobs, rounds, clients, concurrency } = sizes;
  const job = emptyJob([queue.publisher]);
  const ours: number[] = [];
  const peers: number[] = [];
  const durablePeers: number[] = [];
  let used: ProcessorTime = {};
  for (let round = 0; round < rounds; round += 1) {
    const peer = { jobs, clients, concurrency, payload: job };
    peers.push(await runBullMqChain({ ...peer, fsync: "everysec" }));
    durablePeers.push(await runBullMqChain({ ...peer, fsync: "always" }));
    const usedBefore = processorTime();
    const startedAt = performance.now();
    const jobIds = await submitJobs({ url: system.url, job, count: jobs, clients });
    await queue.until(jobs * EVENTS_PER_JOB);
    ours.push((jobs * 1_000) / (performance.now() - startedAt));
    used = processorTimeSince(usedBefore, jobs);
    assertWholeHistories(jobIds, await queue.take(jobs * EVENTS_PER_JOB));
  }
  const ratio = median(ours) / median(peers);
  const shown = (values: readonly number[]) => values.map(Math.round).join(", ");
  const chains: BenchTable = {
    title: `A chain of six empty steps, first submit to last end (${jobs} jobs, ${clients} clients, ${concurrency} at a time in each step)`,
    columns: ["system", "jobs per second", "each round", "made sure of"],
    rows: [
      ["BullMQ flow", Math.round(median(peers)), shown(peers), "Redis: appendonly yes, appendfsync everysec"],
      [
        "BullMQ flow",
        Math.round(median(durablePeers)),
        shown(durablePeers),
        "Redis: appendonly yes, appendfsync always",
      ],
      [
        "Reelbus",
        Math.round(median(ours)),
        shown(ours),
        `PostgreSQL: fsync, synchronous_commit; ${EVENTS_PER_JOB} events a job stored, in RabbitMQ with confirms`,
      ],
    ],
    limits: [{ what: "Reelbus against BullMQ", measured: round2(ratio), unit: "of its jobs per second", atLeast: 0.5 }],
  };
  return [chains, whereTheTimeGoes(used)];
}

function whereTheTimeGoes(used: ProcessorTime): BenchTable {
  const rows = Object.entries(used).toSorted(([, a], [, b]) => b - a);
  const total = rows.reduce((sum, [, ms]) => sum + ms, 0);
  return {
    title: "Processor time of one of our jobs in the last round, clients included (`bench`)",
    columns: ["program", "ms a job"],
    rows: [...rows, ["all", total] as const].map(([name, ms]) => [name, round2(ms)]),
    limits: [],
  };
}

/** From the end of a handler to the message in the broker, at a rate that leaves the machine idle most of the time. */
async function measureLatency(system: ControlPlane, queue: EventQueue, sizes: Sizes): Promise<BenchTable> {
  const { latencyJobs, latencyJobsPerSecond } = sizes;
  const options = { job: emptyJob([queue.publisher]), jobs: latencyJobs, perSecond: latencyJobsPerSecond };
  const received = await submitSteadily(system, queue, options);
  const latencies = received.flatMap(({ event, atMs }) => {
    if (event.EventType === "ContentAcquired") return [atMs - event.TotalFilesSizeInBytes];
    if (event.EventType === "ContentPublished") return [atMs - event.TotalSizeInBytes];
    return [];
  });
  return {
    title: `From a phase's result to its event in RabbitMQ (${latencyJobsPerSecond} jobs a second)`,
    columns: ["results", "p50 ms", "p99 ms", "most ms"],
    rows: [[latencies.length, percentile(latencies, 50), percentile(latencies, 99), Math.max(...latencies)]],
    limits: [],
  };
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
