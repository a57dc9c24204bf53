import { jobDetailsSchema } from "@reelbus/contracts";
import { waitFor } from "@reelbus/testing";
import type { Bench, BenchLimit } from "./bench.ts";
import { ANSWER_TIMEOUT_MS, STEP_TIMEOUT_MS } from "../control-plane/bounds.ts";
import { openEventQueue, type EventQueue, type ReceivedEvent } from "./control-plane/event-queue.ts";
import { emptyJob } from "../control-plane/empty-job.ts";
import { percentile } from "./measure/statistics.ts";
import { submitJobs } from "../control-plane/submit-jobs.ts";
import { startControlPlane, type ControlPlane } from "../control-plane/system.ts";

const SIZES = {
  full: { waiting: [100, 1_000, 10_000], probes: 50, released: 100 },
  short: { waiting: [2, 4], probes: 2, released: 1 },
} as const;

const CLIENTS = 32;
/** Encodings that are held at a time; what else waits for its turn. */
const CONCURRENCY = 16;
/** The last event before the encoding, and the only one of its type. */
const BEFORE_ENCODING = "ContentPreProcessed";

/** The services, and one process with the phases, whose encodings are held. */
const PROGRAMS = ["api", "conductor", "notifier", "held-phases"] as const;

/** With more and more jobs that wait for an encoder: how fast do others pass, and what does it cost in memory? */
export const growth: Bench = {
  name: "growth",
  run: async (size) => {
    const { waiting, probes, released } = SIZES[size];
    await using queue = await openEventQueue();
    await using system = await startControlPlane(CONCURRENCY);
    const programs = await Promise.all(PROGRAMS.map((name) => system.start(name)));
    await using events = await countEvents(queue);

    const rows: (string | number)[][] = [];
    const found: Found[] = [];
    let posted = 0;
    let ended = 0;
    for (const count of waiting) {
      const missing = Math.max(0, count - (posted - ended));
      await submitJobs({ url: system.url, job: emptyJob([queue.publisher]), count: missing, clients: CLIENTS });
      posted += missing;
      await events.until(BEFORE_ENCODING, posted);

      const passed = await probe(system, queue, events, posted, probes);
      posted += probes;
      const startedAt = performance.now();
      programs.at(-1)?.tell(String(released));
      ended += released;
      await events.until("JobSuccess", ended);
      const turnMs = (performance.now() - startedAt) / released;
      const memoryMb = programs.map((program) => program.residentMb());
      found.push({ dispatchMs: percentile(passed.dispatchMs, 50), turnMs, memoryMb });
      rows.push([
        count,
        percentile(passed.dispatchMs, 50),
        percentile(passed.dispatchMs, 99),
        percentile(passed.throughMs, 50),
        percentile(passed.throughMs, 99),
        Math.round(turnMs * 10) / 10,
        ...memoryMb.map(Math.round),
      ]);
    }
    return [
      {
        title: `While jobs wait for an encoder (${probes} jobs posted one after the other, then ${released} ${released === 1 ? "encoder" : "encoders"} let go)`,
        columns: [
          ...["waiting", "to first phase p50 ms", "p99 ms", "three phases p50 ms", "p99 ms", "ms a job let go"],
          ...PROGRAMS.map((name) => `${name} MB`),
        ],
        rows,
        limits: flatness(found),
      },
    ];
  },
};

interface Found {
  readonly dispatchMs: number;
  readonly turnMs: number;
  /** Of each of the programs. */
  readonly memoryMb: readonly number[];
}

/** Flat: no more than half as much again with a hundred times the jobs, whose noise on a small machine is that large. */
function flatness(found: readonly Found[]): BenchLimit[] {
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) return [];
  const ratio = (what: string, of: (one: Found) => number): BenchLimit => ({
    what: `${what}, with the most jobs waiting against the fewest`,
    measured: Math.round((of(last) / of(first)) * 100) / 100,
    unit: "times",
    atMost: 1.5,
  });
  return [
    ratio("submit to first phase, p50", (one) => one.dispatchMs),
    ratio("a job that is let go", (one) => one.turnMs),
    ...PROGRAMS.map((name, index) => ratio(`memory of ${name}`, (one) => one.memoryMb[index] ?? NaN)),
  ];
}

/** Jobs that find a slot free in the three phases before the encoding, while the others wait. */
async function probe(system: ControlPlane, queue: EventQueue, events: EventCount, before: number, count: number) {
  const dispatchMs: number[] = [];
  const throughMs: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const startedAt = performance.now();
    const [jobId] = await submitJobs({ url: system.url, job: emptyJob([queue.publisher]), count: 1, clients: 1 });
    await events.until(BEFORE_ENCODING, before + index + 1);
    throughMs.push(Math.round(performance.now() - startedAt));
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const answer = await fetch(new URL(`jobs/${String(jobId)}`, system.url), { signal });
    const [first] = jobDetailsSchema.parse(await answer.json()).Phases;
    dispatchMs.push(Math.round((first?.QueueWaitSeconds ?? Number.NaN) * 1_000));
  }
  return { dispatchMs, throughMs };
}

/** Counts what arrives in the queue, by type. */
interface EventCount extends AsyncDisposable {
  /** Waits until so many of a type have arrived. */
  until(type: string, count: number): Promise<void>;
}

async function countEvents(queue: EventQueue): Promise<EventCount> {
  const counts = new Map<string, number>();
  const listening = await queue.listen(({ event }: ReceivedEvent) =>
    counts.set(event.EventType, (counts.get(event.EventType) ?? 0) + 1),
  );
  return {
    until: async (type, count) => {
      await waitFor(() => (counts.get(type) ?? 0) >= count, {
        what: `${type} of ${count} jobs`,
        timeoutMs: STEP_TIMEOUT_MS,
        intervalMs: 1,
      });
    },
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}
