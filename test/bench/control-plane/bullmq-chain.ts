import { FlowProducer, Worker, type FlowJob } from "bullmq";
import { within } from "../../support/within.ts";
import { ANSWER_TIMEOUT_MS, STEP_TIMEOUT_MS } from "../../control-plane/bounds.ts";
import { startRedis, type RedisFsync } from "./redis.ts";

const STEPS = ["step-1", "step-2", "step-3", "step-4", "step-5", "step-6"] as const;

export interface BullMqChainOptions {
  readonly jobs: number;
  /** Jobs that are added at a time. */
  readonly clients: number;
  /** Jobs that each step's worker handles at a time. */
  readonly concurrency: number;
  /** Carried by every step, as our work messages carry the job description. */
  readonly payload: unknown;
  readonly fsync: RedisFsync;
}

/**
 * The peer: a chain of six empty steps as a BullMQ flow, each job added by a call of its own. Producer and workers share
 * this process, which is BullMQ's fastest form here.
 *
 * @returns jobs per second, from the first add to the end of the last job
 */
export async function runBullMqChain(options: BullMqChainOptions): Promise<number> {
  const { jobs, clients, concurrency, payload, fsync } = options;
  await using redis = await startRedis(fsync);
  const connection = { host: "127.0.0.1", port: redis.port };
  const producer = new FlowProducer({ connection });
  const workers = STEPS.map((step) => new Worker(step, () => Promise.resolve({}), { connection, concurrency }));
  try {
    const ready = [producer.waitUntilReady(), ...workers.map((worker) => worker.waitUntilReady())];
    await within(ANSWER_TIMEOUT_MS, "BullMQ to be ready", Promise.all(ready));
    const { promise: allEnded, resolve, reject } = Promise.withResolvers<undefined>();
    // A failed step holds the later ones back for good.
    for (const worker of workers) worker.on("failed", (_job, error) => reject(error));
    let ended = 0;
    workers.at(-1)?.on("completed", () => {
      ended += 1;
      if (ended === jobs) resolve(undefined);
    });
    const startedAt = performance.now();
    let added = 0;
    const add = async () => {
      while (added < jobs) {
        added += 1;
        await producer.add(chain(payload));
      }
    };
    const allAdded = Promise.all(Array.from({ length: clients }, add));
    await within(STEP_TIMEOUT_MS, `the end of ${jobs} chains in BullMQ`, Promise.all([allAdded, allEnded]));
    return (jobs * 1_000) / (performance.now() - startedAt);
  } finally {
    await Promise.all([producer.close(), ...workers.map((worker) => worker.close())]);
  }
}

/** A parent runs after its child, so the last step is the root. */
function chain(payload: unknown): FlowJob {
  const [first, ...later] = STEPS;
  return later.reduce<FlowJob>((child, queueName) => ({ name: "step", queueName, data: payload, children: [child] }), {
    name: "step",
    queueName: first,
    data: payload,
  });
}
