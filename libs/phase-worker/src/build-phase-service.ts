import { setTimeout as sleep } from "node:timers/promises";
import type { Bus, Consumption, Subscription, WorkDelivery } from "@reelbus/bus";
import type { DescriptionSecrets, Phase } from "@reelbus/contracts";
import type { Logger, Metrics, Service } from "@reelbus/kit";
import type { PhaseHandler } from "./phase-handler.ts";
import { createRunningJobs } from "./running-jobs.ts";
import { workOnDelivery, type WorkerDeps } from "./work-on-delivery.ts";
import { createWorkerMetrics } from "./worker-metrics.ts";
import { openWorkspace } from "./workspace.ts";

/** How long handlers may take to end after their signal has aborted. */
const ABORT_MS = 5_000;

export interface PhaseServiceDeps<P extends Phase> {
  readonly phase: P;
  readonly handler: PhaseHandler<P>;
  /** With its streams. */
  readonly bus: Bus;
  /** Absolute; the folder that all phase services share. */
  readonly workspaceRoot: string;
  readonly openSecrets: (sealed: string) => DescriptionSecrets;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Jobs at a time; at least 1. */
  readonly concurrency: number;
  /** How long running handlers may go on after `stop`, before their work is handed back. */
  readonly graceMs: number;
}

/**
 * The service around a phase's handler: takes the phase's work, obeys aborts, and hands back what it can't finish when
 * it stops. Like every phase service it also takes clean-up requests.
 */
export function buildPhaseService<P extends Phase>(deps: PhaseServiceDeps<P>): Service {
  const { phase, bus, logger, concurrency, graceMs } = deps;
  const running = createRunningJobs();
  const workspace = openWorkspace(deps.workspaceRoot);
  const metrics = createWorkerMetrics(deps.metrics, phase);
  const worker: WorkerDeps<P> = { ...deps, running, workspace };
  let aborts: Subscription | null = null;
  const consumptions: Consumption[] = [];
  let isTaking = false;
  let stopped: Promise<void> | null = null;

  const stop = async (): Promise<void> => {
    const finished = Promise.all(consumptions.map((consumption) => consumption.stop()));
    if (!(await within(finished, graceMs))) {
      logger.warn({ phase }, "handing back what still runs");
      running.abortAll();
      if (!(await within(finished, ABORT_MS))) logger.error({ phase }, "a handler ignores its signal");
    }
    aborts?.unsubscribe();
  };

  return {
    start: async () => {
      aborts = bus.onAbort((abort) => running.abort(abort));
      consumptions.push(await bus.consumeCleanup({ handle: (jobId) => workspace.removeJob(jobId) }));
      const handle = (delivered: WorkDelivery<P>) => metrics.measure(() => workOnDelivery(worker, delivered));
      consumptions.push(await bus.consumeWork(phase, { concurrency, handle }));
      isTaking = true;
    },
    stop: () => (stopped ??= stop()),
    isReady: () => isTaking && stopped === null && bus.isConnected(),
  };
}

/** Whether the action was over in time. */
async function within(action: Promise<unknown>, boundMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(boundMs, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([action.then(() => true), late]);
  } finally {
    timer.abort();
  }
}
