import type { Bus } from "@reelbus/bus";
import type { Phase } from "@reelbus/contracts";
import type { JobState, Transition } from "@reelbus/job-lifecycle";
import type { Logger, Metrics } from "@reelbus/kit";
import type { Store, TransitionOutcome } from "@reelbus/store";

/** Changes jobs: the change is stored first, then everybody who waits for it is told. */
export interface JobChanger {
  /** Rejects when the change could not be stored; what follows from a stored change is not its caller's business. */
  change(jobId: string, decide: (state: JobState, nowMs: number) => Transition | null): Promise<TransitionOutcome>;
  /** Hands an ended job's workspace over for cleaning. */
  handOverForCleanup(jobId: string): Promise<void>;
}

export interface JobChangerDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** A job of this phase is ready. */
  readonly onReady: (phase: Phase) => void;
}

export function createJobChanger({ store, bus, logger, metrics, onReady }: JobChangerDeps): JobChanger {
  const ended = metrics.counter({
    name: "reelbus_jobs_ended_total",
    help: "Jobs that ended, by status.",
    labelNames: ["status"],
  });

  // Jobs that change in one statement are told of once.
  let isNudging = false;
  const nudgeDeliveries = () => {
    if (isNudging) return;
    isNudging = true;
    setImmediate(() => {
      isNudging = false;
      bus.nudge("deliveries");
    });
  };

  const handOverForCleanup = async (jobId: string) => {
    await bus.publishCleanup(jobId);
    await store.jobs.cleanupPublished(jobId);
  };

  /** Whatever of this is lost is made up for by the sweeper, or by a worker's next fact. */
  const follow = async ({ state, events, effects }: Transition) => {
    const { jobId } = state.job;
    if (effects.abort !== null) bus.broadcastAbort(effects.abort);
    if (events.length > 0) {
      nudgeDeliveries();
      bus.nudge("events", jobId);
    }
    if (effects.dispatch !== null) onReady(effects.dispatch);
    if (!effects.cleanup) return;
    const { status, phase, error } = state;
    ended.inc({ status });
    logger.info({ jobId, status, phase, reason: error?.Reason ?? null }, "job ended");
    if (effects.purge !== null) await bus.purgeWork(effects.purge, jobId);
    await handOverForCleanup(jobId);
  };

  return {
    handOverForCleanup,
    change: async (jobId, decide) => {
      const outcome = await store.jobs.transition(jobId, decide);
      if (outcome.kind === "changed")
        await follow(outcome.transition).catch((error: unknown) =>
          logger.warn({ error, jobId }, "what follows from a job's change is left to the sweeper"),
        );
      return outcome;
    },
  };
}
