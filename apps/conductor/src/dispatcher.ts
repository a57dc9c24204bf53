import type { Bus } from "@reelbus/bus";
import { PHASES, toReelbusError, type Phase, type Work } from "@reelbus/contracts";
import { failDispatch } from "@reelbus/job-lifecycle";
import type { Logger } from "@reelbus/kit";
import type { Store } from "@reelbus/store";
import type { JobChanger } from "./job-changer.ts";
import { startRounds, type Rounds } from "./rounds.ts";

/**
 * Jobs of a phase that wait for a worker on the bus. The rest waits in the database, where a job of a higher
 * priority overtakes it and a cancel costs nothing.
 */
const WINDOW = 16;
/** Finds what no nudge told: jobs whose backoff is over, and nudges that were lost. */
const INTERVAL_MS = 1_000;

/** Brings ready jobs to the phase services. */
export interface Dispatcher {
  /** There may be something to dispatch for this phase. */
  wake(phase: Phase): void;
  stop(): Promise<void>;
}

export interface DispatcherDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly changer: Pick<JobChanger, "change">;
  readonly logger: Logger;
}

export function startDispatcher({ store, bus, changer, logger }: DispatcherDeps): Dispatcher {
  const publish = async (work: Work) => {
    const { jobId, phase, attempt } = work;
    try {
      await bus.publishWork(work);
    } catch (thrown) {
      const error = toReelbusError(thrown);
      logger.warn({ error, jobId, phase, attempt }, "work could not be published");
      // Any other error passes, and the sweeper finds what the bus does not have.
      if (error.reason !== "message-too-large") return;
      const message = `The job description and the list of its files are too large for the phase ${phase}.`;
      const failure = { reason: error.reason, message, retryable: false };
      await changer.change(jobId, (state, nowMs) => failDispatch(state, { phase, attempt }, failure, nowMs));
    }
  };
  const dispatch = async (phase: Phase) => {
    // What is left is for later: a worker that starts makes room in the window, and wakes.
    const taken = await store.jobs.takeReady(phase, WINDOW);
    await Promise.all(taken.map(publish));
  };
  const rounds = new Map<Phase, Rounds>(
    PHASES.map((phase) => [
      phase,
      startRounds({ name: `dispatch ${phase}`, intervalMs: INTERVAL_MS, logger, run: () => dispatch(phase) }),
    ]),
  );
  return {
    wake: (phase) => rounds.get(phase)?.wake(),
    stop: async () => {
      await Promise.all([...rounds.values()].map((one) => one.stop()));
    },
  };
}
