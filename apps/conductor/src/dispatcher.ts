import type { Bus } from "@reelbus/bus";
import { PHASES, toReelbusError, type Phase, type Work } from "@reelbus/contracts";
import { failDispatch } from "@reelbus/job-lifecycle";
import type { Logger } from "@reelbus/kit";
import type { Store } from "@reelbus/store";
import type { JobChanger } from "./job-changer.ts";
import { startRounds, type Rounds } from "./rounds.ts";
import { createWindow, type Window } from "./window.ts";

/** Finds what no nudge told: jobs whose backoff is over, and nudges that were lost. */
const INTERVAL_MS = 1_000;

/** Brings ready jobs to the phase services. */
export interface Dispatcher {
  /** There may be something to dispatch for this phase. */
  wake(phase: Phase): void;
  /** A worker has taken a job of this phase, which makes room for another one. */
  started(phase: Phase): void;
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
    const taken = await store.jobs.takeReady(phase, windowOf(phase).size());
    await Promise.all(taken.map(publish));
  };
  const windows = new Map<Phase, Window>();
  const windowOf = (phase: Phase): Window => {
    const window = windows.get(phase) ?? createWindow();
    windows.set(phase, window);
    return window;
  };
  const wake = (phase: Phase) => rounds.get(phase)?.wake();
  const rounds = new Map<Phase, Rounds>(
    PHASES.map((phase) => [
      phase,
      startRounds({ name: `dispatch ${phase}`, intervalMs: INTERVAL_MS, logger, run: () => dispatch(phase) }),
    ]),
  );
  return {
    wake,
    started: (phase) => {
      windowOf(phase).started();
      wake(phase);
    },
    stop: async () => {
      await Promise.all([...rounds.values()].map((one) => one.stop()));
    },
  };
}
