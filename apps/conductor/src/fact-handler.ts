import type { Bus } from "@reelbus/bus";
import type { Fact, Phase } from "@reelbus/contracts";
import { applyFact, type Verdict } from "@reelbus/job-lifecycle";
import type { Logger, Metrics } from "@reelbus/kit";
import type { Store } from "@reelbus/store";
import type { JobChanger } from "./job-changer.ts";
import { createSignsOfLife } from "./signs-of-life.ts";

export interface FactHandlerDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly changer: JobChanger;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** A worker has taken a job of this phase, now or a moment ago. */
  readonly onStarted: (phase: Phase) => void;
}

/** What phase services report becomes the jobs' next states and events. Resolved = recorded. */
export function createFactHandler(deps: FactHandlerDeps): (fact: Fact) => Promise<void> {
  const { store, bus, changer, logger, metrics, onStarted } = deps;
  const signs = createSignsOfLife();
  const facts = metrics.counter({
    name: "reelbus_facts_total",
    help: "Facts of phase services, by phase, kind and what they meant.",
    labelNames: ["phase", "kind", "verdict"],
  });
  const count = (fact: Fact, verdict: string) => facts.inc({ phase: fact.phase, kind: fact.kind, verdict });

  const noteSignOfLife = async (fact: Fact): Promise<boolean> => {
    if (signs.isRecent(fact)) return true;
    if (!(await store.jobs.heard(fact.jobId, fact.phase, fact.attempt))) return false;
    signs.stored(fact);
    return true;
  };

  return async (fact) => {
    if (signs.isPlain(fact) && (await noteSignOfLife(fact))) {
      count(fact, "alive");
      return;
    }
    const seen: { verdict: Verdict | null; percent: number; isFirst: boolean } = {
      verdict: null,
      percent: 0,
      isFirst: false,
    };
    const outcome = await changer.change(fact.jobId, (state, nowMs) => {
      const verdict = applyFact(state, fact, nowMs);
      const transition = verdict.kind === "changed" ? verdict.transition : null;
      seen.verdict = verdict;
      seen.isFirst = transition !== null && state.phaseState !== "running";
      seen.percent = (transition?.state ?? state).progress;
      return transition;
    });
    if (outcome.kind === "unknown") {
      count(fact, "unknown");
      logger.warn({ jobId: fact.jobId, phase: fact.phase, kind: fact.kind }, "a fact of an unknown job");
    } else if (seen.verdict !== null) {
      if (seen.isFirst) onStarted(fact.phase);
      await follow(fact, seen.verdict, seen.percent);
    }
  };

  async function follow(fact: Fact, verdict: Verdict, percent: number): Promise<void> {
    count(fact, verdict.kind);
    switch (verdict.kind) {
      case "changed":
        if (fact.kind === "progress") signs.stored(fact, percent);
        return;
      case "alive":
        await noteSignOfLife(fact);
        if (fact.kind === "progress") signs.stored(fact, percent);
        return;
      case "stale":
        if (verdict.abort !== null) bus.broadcastAbort(verdict.abort);
        // Within the bus's memory of messages, the request of the job's end must not swallow this one.
        if (verdict.cleanup) await bus.publishCleanup(fact.jobId, `${fact.phase} ${fact.attempt}.${fact.delivery}`);
    }
  }
}
