import type { Abort, Fact } from "@reelbus/contracts";
import { cancelJob } from "./end-job.ts";
import { videoEncodingStarted } from "./events-of-result.ts";
import { finishPhase } from "./finish-phase.ts";
import { isEnded, type JobState } from "./job-state.ts";
import { afterFailure, afterRelease } from "./next-attempt.ts";
import { progressed } from "./progress.ts";
import { running, workerTime } from "./timing.ts";
import { transitionOf, type Transition, type Verdict } from "./transition.ts";

const IGNORED = { kind: "stale", abort: null, cleanup: false } as const satisfies Verdict;

/**
 * What a fact makes of a job. Facts may come late, twice, out of order or from workers that were given up: only
 * the current attempt of the current phase changes anything.
 *
 * @param nowMs the time by the clock of the state
 */
export function applyFact(state: JobState, fact: Fact, nowMs: number): Verdict {
  if (isEnded(state)) return stale(state, fact);
  if (state.cancelRequested) return changed(cancelJob(state, nowMs));
  if (fact.phase !== state.phase || fact.attempt !== state.attempt) return stale(state, fact);
  const begun = begin(state, fact, nowMs);
  const atMs = workerTime(begun, fact.at, nowMs);
  switch (fact.kind) {
    case "started":
    case "heartbeat":
      return begun === state ? { kind: "alive" } : changed(transitionOf({ state: begun }, nowMs));
    case "planned": {
      if (begun.encodingStarted)
        return begun === state ? { kind: "alive" } : changed(transitionOf({ state: begun }, nowMs));
      const next = { ...begun, encodingStarted: true };
      return changed(transitionOf({ state: next, events: [videoEncodingStarted(fact.plan)] }, nowMs));
    }
    case "progress": {
      const change = progressed(begun, fact, nowMs) ?? { state: begun };
      return change.state === state ? { kind: "alive" } : changed(transitionOf(change, nowMs));
    }
    case "finished":
      return changed(finishPhase(begun, fact, atMs, nowMs));
    case "failed":
      // A delivery that was given up may fail while the one after it goes on.
      if (fact.delivery < begun.delivery) return IGNORED;
      return changed(afterFailure(begun, fact.failure, atMs, nowMs));
    case "released":
      if (fact.delivery < begun.delivery) return IGNORED;
      return changed(afterRelease(begun, atMs, nowMs));
  }
}

/** Any fact proves that a worker has started: short work tells no start, and it may get lost. */
function begin(state: JobState, fact: Fact, nowMs: number): JobState {
  const delivery = Math.max(state.delivery, fact.delivery);
  if (state.phaseState === "running") return delivery === state.delivery ? state : { ...state, delivery };
  return {
    ...state,
    status: "Running",
    phaseState: "running",
    delivery,
    losses: 0,
    timings: running(state.timings, state.phase, workerTime(state, fact.startedAt ?? fact.at, nowMs)),
  };
}

function changed(transition: Transition | null): Verdict {
  return transition === null ? IGNORED : { kind: "changed", transition };
}

/**
 * Whoever still works on what does not count any more is told to stop; who has ended needs no telling. Who has finished
 * left a folder behind, perhaps after the clean-up of the job.
 */
function stale(state: JobState, fact: Fact): Verdict {
  switch (fact.kind) {
    case "finished":
      return { ...IGNORED, cleanup: isEnded(state) };
    case "failed":
    case "released":
      return IGNORED;
    case "started":
    case "planned":
    case "heartbeat":
    case "progress":
      return { kind: "stale", abort: abortOf(state), cleanup: false };
  }
}

function abortOf({ job: { jobId }, phase, attempt, phaseState, status }: JobState): Abort {
  if (phaseState === "ended") return { jobId, reason: status === "Cancelled" ? "cancelled" : "ended", keep: null };
  return { jobId, reason: "superseded", keep: { phase, attempt } };
}
