import { slugOf, type Phase } from "@reelbus/contracts";
import type { Metrics } from "@reelbus/kit";

/** How a delivery ended; `interrupted` when the bus could not be told. */
export type DeliveryOutcome = "finished" | "failed" | "not-needed" | "handed-back" | "interrupted";

/** What an operator sees of a phase's work. */
export interface WorkerMetrics {
  /** Counts and times one delivery. */
  measure(work: () => Promise<DeliveryOutcome>): Promise<void>;
}

/** From a quick look to a long film. */
const DURATION_BUCKETS_SECONDS = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400];

export function createWorkerMetrics(metrics: Metrics, phase: Phase): WorkerMetrics {
  const labels = { phase: slugOf(phase) };
  const running = metrics.gauge({
    name: "reelbus_phase_running_jobs",
    help: "Jobs that the phase works on now.",
    labelNames: ["phase"],
  });
  const outcomes = metrics.counter({
    name: "reelbus_phase_outcomes_total",
    help: "Deliveries of the phase's work by how they ended.",
    labelNames: ["phase", "outcome"],
  });
  const durations = metrics.histogram({
    name: "reelbus_phase_duration_seconds",
    help: "How long deliveries of the phase's work took.",
    labelNames: ["phase", "outcome"],
    buckets: DURATION_BUCKETS_SECONDS,
  });
  return {
    measure: async (work) => {
      const startedAt = performance.now();
      let outcome: DeliveryOutcome = "interrupted";
      running.inc(labels);
      try {
        outcome = await work();
      } finally {
        running.dec(labels);
        outcomes.inc({ ...labels, outcome });
        durations.observe({ ...labels, outcome }, (performance.now() - startedAt) / 1_000);
      }
    },
  };
}
