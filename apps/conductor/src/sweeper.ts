import type { Bus } from "@reelbus/bus";
import { cancelJob, recoverLost } from "@reelbus/job-lifecycle";
import type { Logger, Metrics } from "@reelbus/kit";
import type { QuietJob, Store } from "@reelbus/store";
import type { JobChanger } from "./job-changer.ts";
import { startRounds } from "./rounds.ts";

/** How long a conductor waits for news before it looks for itself. */
export interface SweepTiming {
  /** Between two looks. */
  readonly intervalMs: number;
  /** For a worker to take dispatched work, before the bus is asked whether it still has it. */
  readonly dispatchedMs: number;
  /** For a sign of life of a running worker, likewise. */
  readonly runningMs: number;
}

export const SWEEP_TIMING: SweepTiming = { intervalMs: 3_000, dispatchedMs: 10_000, runningMs: 45_000 };

/** Jobs of each kind in one look; the next look takes the next ones. */
const BATCH = 50;

/** Does what a lost message, nudge or conductor left undone. */
export interface Sweeper {
  /** A cancel was requested. */
  cancelRequested(): void;
  /**
   * This conductor could not hear facts or reach the database for a while: until it has listened long enough again,
   * silence means nothing.
   */
  wasDeaf(): void;
  stop(): Promise<void>;
}

export interface SweeperDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly changer: JobChanger;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly timing: SweepTiming;
}

export function startSweeper({ store, bus, changer, logger, metrics, timing }: SweeperDeps): Sweeper {
  const recovered = metrics.counter({
    name: "reelbus_work_recovered_total",
    help: "Attempts that were made again because their work was lost or their worker went silent, by phase.",
    labelNames: ["phase", "was"],
  });
  let listeningSinceMs = performance.now();
  const wasDeaf = () => {
    listeningSinceMs = performance.now();
  };
  const hasListened = (lengthMs: number) => performance.now() - listeningSinceMs >= lengthMs;

  const recover = async (quiet: QuietJob) => {
    const { jobId, phase, phaseState, attempt } = quiet;
    const outcome = await changer.change(jobId, (state, nowMs) => recoverLost(state, quiet, nowMs));
    if (outcome.kind !== "changed") return;
    recovered.inc({ phase, was: phaseState });
    logger.warn({ jobId, phase, attempt, was: phaseState }, "lost work was found");
  };
  const recoverQuiet = async () => {
    if (!bus.isConnected()) {
      wasDeaf();
      return;
    }
    const { dispatchedMs, runningMs } = timing;
    const quiet = await store.jobs.quiet({ dispatchedMs, runningMs, limit: BATCH });
    const waiting: string[] = [];
    for (const job of quiet) {
      if (!hasListened(job.phaseState === "dispatched" ? dispatchedMs : runningMs)) continue;
      if (await bus.hasWork(job.phase, job.jobId)) waiting.push(job.jobId);
      else await recover(job);
    }
    await store.jobs.touch(waiting);
  };
  const cancelRequested = async () => {
    for (;;) {
      const jobIds = await store.jobs.cancelRequested(BATCH);
      for (const jobId of jobIds) await changer.change(jobId, cancelJob);
      if (jobIds.length < BATCH) return;
    }
  };
  const cleanUp = async () => {
    for (const jobId of await store.jobs.cleanupDue(BATCH)) await changer.handOverForCleanup(jobId);
  };

  const options = { intervalMs: timing.intervalMs, logger };
  const cancels = startRounds({ ...options, name: "cancel", run: cancelRequested });
  const sweeps = startRounds({
    ...options,
    name: "sweep",
    run: async () => {
      try {
        await recoverQuiet();
      } catch (error) {
        wasDeaf();
        throw error;
      }
    },
  });
  // A round of its own: a full bus that takes no clean-up request is no reason to overlook silent workers.
  const cleanUps = startRounds({ ...options, name: "clean up", run: cleanUp });
  return {
    cancelRequested: () => cancels.wake(),
    wasDeaf,
    stop: async () => {
      await Promise.all([cancels.stop(), sweeps.stop(), cleanUps.stop()]);
    },
  };
}
