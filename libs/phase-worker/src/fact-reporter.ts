import type { Bus } from "@reelbus/bus";
import type { EncodingPlan, Fact, Phase, PhaseFailure, PhaseProgress, PhaseResult, Work } from "@reelbus/contracts";

const HEARTBEAT_MS = 5_000;

/** Tells the conductor how one delivery goes, which starts now. What returns a promise is durable when it resolves. */
export interface FactReporter<P extends Phase> {
  started(): Promise<void>;
  planned(plan: EncodingPlan): Promise<void>;
  finished(result: PhaseResult<P>): Promise<void>;
  failed(failure: PhaseFailure): Promise<void>;
  released(): Promise<void>;
  progress(percent: number, details: PhaseProgress<P>): void;
  /** Tells that the work is alive every 5 s, until the returned function is called. */
  beat(): () => void;
}

export function createFactReporter<P extends Phase>(bus: Bus, work: Work<P>, delivery: number): FactReporter<P> {
  const { jobId, phase, attempt } = work;
  const startedAt = new Date().toISOString();
  // The parts fit by the types of the methods above; TypeScript can't follow `Fact` through an open phase.
  const make = (content: object): Fact =>
    ({ jobId, phase, attempt, delivery, at: new Date().toISOString(), startedAt, ...content }) as unknown as Fact;
  return {
    started: () => bus.publishFact(make({ kind: "started" })),
    planned: (plan) => bus.publishFact(make({ kind: "planned", plan })),
    finished: (result) => bus.publishFact(make({ kind: "finished", result })),
    failed: (failure) => bus.publishFact(make({ kind: "failed", failure })),
    released: () => bus.publishFact(make({ kind: "released" })),
    progress: (percent, details) => bus.tellFact(make({ kind: "progress", percent, details })),
    beat: () => {
      const timer = setInterval(() => bus.tellFact(make({ kind: "heartbeat" })), HEARTBEAT_MS);
      return () => clearInterval(timer);
    },
  };
}
