import type { Abort, EventDraft, Phase, PhaseResult } from "@reelbus/contracts";
import type { JobState } from "./job-state.ts";

/** The result of a phase that finished, to be kept for the phases after it. */
export type PhaseOutcome = { [P in Phase]: { readonly phase: P; readonly result: PhaseResult<P> } }[Phase];

/** What is to be done once a transition is stored; each may be lost or done twice without harm. */
export interface Effects {
  /** This phase of the job is ready: dispatch it. */
  readonly dispatch: Phase | null;
  /** Workers that must stop. */
  readonly abort: Abort | null;
  /** Work messages of this phase that still wait and are of no use any more. */
  readonly purge: Phase | null;
  /** The job has ended: its workspace may go. */
  readonly cleanup: boolean;
}

/** A change of a job: stored as a whole or not at all. */
export interface Transition {
  readonly state: JobState;
  /** In order. `state.sequence` already counts them, `state.lastEventAtMs` is their time. */
  readonly events: readonly EventDraft[];
  readonly outcome: PhaseOutcome | null;
  readonly effects: Effects;
}

/** What a fact means: a change, a sign of life of the current attempt, or news of work that does not count any more. */
export type Verdict =
  | { readonly kind: "changed"; readonly transition: Transition }
  | { readonly kind: "alive" }
  | {
      readonly kind: "stale";
      readonly abort: Abort | null;
      /** The job has ended, but the work left something in its workspace. */
      readonly cleanup: boolean;
    };

interface Change {
  readonly state: JobState;
  readonly events?: readonly EventDraft[];
  readonly outcome?: PhaseOutcome;
  readonly effects?: Partial<Effects>;
}

/** Completes a change: its events take the next places of the job's history, at a time that never falls. */
export function transitionOf({ state, events = [], outcome, effects }: Change, nowMs: number): Transition {
  return {
    state: {
      ...state,
      sequence: state.sequence + events.length,
      lastEventAtMs: events.length === 0 ? state.lastEventAtMs : Math.max(state.lastEventAtMs, nowMs),
    },
    events,
    outcome: outcome ?? null,
    effects: { dispatch: null, abort: null, purge: null, cleanup: false, ...effects },
  };
}
