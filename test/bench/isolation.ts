import type { JobDescriptionInput } from "@reelbus/contracts";
import { startBlackHole } from "@reelbus/testing";
import assert from "node:assert/strict";
import type { Bench } from "./bench.ts";
import { EVENTS_PER_JOB } from "../control-plane/empty-result.ts";
import { openEventQueue } from "./control-plane/event-queue.ts";
import { emptyJob } from "../control-plane/empty-job.ts";
import { delaysMs, submitSteadily } from "./control-plane/submit-steadily.ts";
import { startControlPlane } from "../control-plane/system.ts";
import { median, percentile, percentileOfWhole } from "./measure/statistics.ts";

interface Sizes {
  readonly jobs: number;
  readonly rounds: number;
  readonly perSecond: number;
  /** Jobs before the clock starts: a new process is slow at first. */
  readonly warmUpJobs: number;
}

const SIZES: Readonly<Record<"full" | "short", Sizes>> = {
  full: { jobs: 1_000, rounds: 2, perSecond: 10, warmUpJobs: 100 },
  short: { jobs: 3, rounds: 1, perSecond: 20, warmUpJobs: 1 },
};

const CONCURRENCY = 16;

/** What one target of a job is delayed by when the other one is a black hole. */
export const isolation: Bench = {
  name: "isolation",
  run: async (size) => {
    const sizes = SIZES[size];
    const conditions = [
      { other: "alive", run: withLivingOther, p99: [] as number[], rows: [] as (string | number)[][] },
      { other: "black hole", run: withBlackHole, p99: [] as number[], rows: [] as (string | number)[][] },
    ] as const;
    for (let round = 1; round <= sizes.rounds; round += 1) {
      // Who begins changes with each round.
      for (const { other, run, p99, rows } of round % 2 === 1 ? conditions : conditions.toReversed()) {
        const delays = await run(sizes);
        p99.push(percentileOfWhole(delays, 99));
        rows.push([other, round, delays.length, percentile(delays, 50), p99.at(-1) ?? NaN, Math.max(...delays)]);
      }
    }
    const [alive, blackHole] = conditions;
    return [
      {
        title: `From an event's Timestamp to its arrival at one target of two (${sizes.jobs} jobs, ${sizes.perSecond} a second)`,
        columns: ["the other target", "round", "events", "p50 ms", "p99 ms", "most ms"],
        rows: [...alive.rows, ...blackHole.rows],
        limits: [
          {
            what: "p99 with a black hole beside / with both alive",
            measured: median(blackHole.p99) / median(alive.p99),
            unit: "",
            atMost: 1.1,
          },
        ],
      },
    ];
  },
};

async function withLivingOther(sizes: Sizes): Promise<number[]> {
  await using other = await openEventQueue();
  return await measure(other.publisher, sizes, () => other.until(sizes.jobs * EVENTS_PER_JOB));
}

async function withBlackHole(sizes: Sizes): Promise<number[]> {
  await using blackHole = await startBlackHole();
  const Host = "127.0.0.1";
  return await measure({ Type: "RabbitMq", Host, Port: blackHole.port, Queue: "events" }, sizes, () => {
    assert.ok(blackHole.taken > 0, "nobody tried the black hole");
  });
}

type OtherPublisher = NonNullable<JobDescriptionInput["MessagePublishers"]>[number];

/**
 * A new system each time: what a black hole has not taken would be tried again beside the next measurement.
 * @param untilOther resolves when the other target has had what it is to get; the system runs until then
 */
async function measure(
  other: OtherPublisher,
  { jobs, perSecond, warmUpJobs }: Sizes,
  untilOther: () => Promise<void> | void,
): Promise<number[]> {
  await using queue = await openEventQueue();
  await using system = await startControlPlane(CONCURRENCY);
  await Promise.all((["api", "phases", "conductor", "notifier"] as const).map((name) => system.start(name)));
  const alone = emptyJob([queue.publisher]);
  await submitSteadily(system, queue, { job: alone, jobs: warmUpJobs, perSecond });
  const job = { ...alone, MessagePublishers: [other, queue.publisher] };
  const received = await submitSteadily(system, queue, { job, jobs, perSecond });
  await untilOther();
  return delaysMs(received);
}
