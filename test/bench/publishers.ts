import { whyNoVsftpd } from "@reelbus/testing";
import type { Bench, BenchLimit, BenchTable } from "./bench.ts";
import { openEventQueue } from "./control-plane/event-queue.ts";
import { emptyJob } from "../control-plane/empty-job.ts";
import { delaysMs, submitSteadily } from "./control-plane/submit-steadily.ts";
import { startControlPlane } from "../control-plane/system.ts";
import { median, percentile } from "./measure/statistics.ts";
import { startSqsRival } from "./publishers/amazon-sqs.ts";
import { startServiceBusRival } from "./publishers/azure-service-bus.ts";
import { compare, EVENTS_PER_JOB } from "./publishers/compare.ts";
import { startFtpsRival } from "./publishers/ftps.ts";
import { startRabbitMqRival } from "./publishers/rabbitmq.ts";
import { CALLS_AT_A_TIME } from "./publishers/side-by-side.ts";

/**
 * How much is sent to each broker in a round; jobs of `EVENTS_PER_JOB`. Each file of FTPS takes a new process of the
 * server and a TLS handshake; a round of Service Bus takes a sixth of a second, in which its client and the stand-in keep
 * a core each busy. Their times vary: many short rounds say more.
 */
const RIVALS = [
  { start: startRabbitMqRival, jobs: 100, rounds: 11, atLeast: 0.8 },
  { start: startSqsRival, jobs: 24, rounds: 11, atLeast: 0.8 },
  { start: startServiceBusRival, jobs: 48, rounds: 21, atLeast: 0.8 },
  { start: startFtpsRival, jobs: 2, rounds: 31, atLeast: 0.9 },
] as const;

const SIZES = {
  full: { mostRounds: 100, share: 1, idleJobs: 100, perSecond: 2 },
  short: { mostRounds: 1, share: 0.01, idleJobs: 2, perSecond: 4 },
} as const;

/** Our publishers beside the bare clients of their brokers, and what the whole way takes when nothing else is going on. */
export const publishers: Bench = {
  name: "publishers",
  run: async (size) => [await measureThroughput(SIZES[size]), await measureIdle(SIZES[size])],
};

async function measureThroughput({ mostRounds, share }: { mostRounds: number; share: number }): Promise<BenchTable> {
  const rows: (string | number)[][] = [];
  const limits: BenchLimit[] = [];
  for (const { start, jobs, rounds, atLeast } of RIVALS) {
    const leftOut = start === startFtpsRival && whyNoVsftpd();
    if (leftOut !== false) {
      rows.push(["Ftps", "left out", "left out", "left out", "left out", leftOut]);
      continue;
    }
    await using rival = await start();
    const { ours, bare } = await compare(rival, {
      jobs: Math.ceil(jobs * share),
      rounds: Math.min(rounds, mostRounds),
    });
    const ratios = ours.map((one, round) => one / (bare[round] ?? NaN));
    const ratio = median(ratios);
    const spread = `${ours.length}: ${percentile(ratios, 25).toFixed(2)} to ${percentile(ratios, 75).toFixed(2)}`;
    rows.push([rival.name, Math.round(median(ours)), Math.round(median(bare)), ratio, spread, rival.use]);
    limits.push({ what: `${rival.name}, ours / bare client`, measured: ratio, unit: "", atLeast });
  }
  return {
    title: `Events per second, ${EVENTS_PER_JOB} a job, ${CALLS_AT_A_TIME} jobs at a time (medians of rounds)`,
    columns: ["publisher", "ours", "bare", "ratio", "rounds: half of them within", "the bare client"],
    rows,
    limits,
  };
}

/** One job now and then, through all services. */
async function measureIdle({ idleJobs, perSecond }: { idleJobs: number; perSecond: number }): Promise<BenchTable> {
  await using queue = await openEventQueue();
  await using system = await startControlPlane(1);
  await Promise.all((["api", "phases", "conductor", "notifier"] as const).map((name) => system.start(name)));
  const job = emptyJob([queue.publisher]);
  const delays = delaysMs(await submitSteadily(system, queue, { job, jobs: idleJobs, perSecond }));
  const p99 = percentile(delays, 99);
  return {
    title: `From an event's Timestamp to its arrival from RabbitMQ (${perSecond} jobs a second)`,
    columns: ["events", "p50 ms", "p99 ms", "most ms"],
    rows: [[delays.length, percentile(delays, 50), p99, Math.max(...delays)]],
    limits: [{ what: "stored event to broker when idle, p99", measured: p99, unit: "ms", atMost: 100 }],
  };
}
