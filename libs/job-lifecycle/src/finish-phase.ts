import { PHASES, type Fact, type Phase } from "@reelbus/contracts";
import { ended } from "./end-job.ts";
import { eventsOfResult } from "./events-of-result.ts";
import { freshPhase } from "./fresh-phase.ts";
import type { JobState } from "./job-state.ts";
import { closed, totals } from "./timing.ts";
import { transitionOf, type PhaseOutcome, type Transition } from "./transition.ts";

type Finished = Extract<Fact, { kind: "finished" }>;

/** The current phase has finished at `atMs`: its events, and the next phase is ready; or the job has succeeded. */
export function finishPhase(state: JobState, fact: Finished, atMs: number, nowMs: number): Transition {
  const events = eventsOfResult(state, fact);
  const done = {
    ...state,
    warnings: "warnings" in fact.result ? [...state.warnings, ...fact.result.warnings] : state.warnings,
    timings: closed(state.timings, state.phase, atMs),
  };
  if (fact.phase === "Publishing") return succeed(done, fact, events, nowMs);
  const phase = phaseAfter(fact.phase);
  return transitionOf(
    {
      state: { ...done, status: "Queued", ...freshPhase(phase, done.timings, nowMs) },
      events,
      outcome: outcomeOf(fact),
      effects: { dispatch: phase },
    },
    nowMs,
  );
}

function succeed(
  state: JobState,
  fact: Extract<Finished, { phase: "Publishing" }>,
  events: Transition["events"],
  nowMs: number,
): Transition {
  const { queueWaitSeconds, processingSeconds } = totals(state.timings, nowMs);
  const payload = {
    Output: fact.result.output,
    QueueWaitSeconds: queueWaitSeconds,
    ProcessingSeconds: processingSeconds,
    Warnings: [...state.warnings],
  };
  return transitionOf(
    {
      state: { ...ended(state, nowMs), status: "Completed", progress: 100, output: payload.Output },
      events: [...events, { type: "JobSuccess", payload }],
      outcome: outcomeOf(fact),
      effects: { cleanup: true },
    },
    nowMs,
  );
}

function phaseAfter(phase: Exclude<Phase, "Publishing">): Phase {
  return PHASES[PHASES.indexOf(phase) + 1] ?? "Publishing";
}

/** A finished fact's phase and result belong together, which the union of its members loses. */
function outcomeOf(fact: Finished): PhaseOutcome {
  return { phase: fact.phase, result: fact.result } as PhaseOutcome;
}
