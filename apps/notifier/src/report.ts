import type { LifecycleEvent, ReelbusError } from "@reelbus/contracts";
import type { Logger, Metrics } from "@reelbus/kit";
import type { LeasedLane } from "@reelbus/store";

/** What became of a batch. */
export type Report =
  | { readonly kind: "delivered"; readonly lane: LeasedLane; readonly events: readonly LifecycleEvent[] }
  /** `failed` is tried again later. */
  | { readonly kind: "failed" | "parked"; readonly lane: LeasedLane; readonly error: ReelbusError };

const LAG_BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3_600, 86_400];

/** Counts and logs what is reported. */
export function createReporter(metrics: Metrics, logger: Logger): (report: Report) => void {
  const delivered = metrics.counter({
    name: "reelbus_delivered_events_total",
    help: "Events that a customer's target has confirmed.",
    labelNames: ["type"],
  });
  const failures = metrics.counter({
    name: "reelbus_delivery_failures_total",
    help: "Batches that a customer's target did not take, by reason; parked ones are not tried again by themselves.",
    labelNames: ["type", "reason", "outcome"],
  });
  const lag = metrics.histogram({
    name: "reelbus_delivery_lag_seconds",
    help: "From an event's Timestamp to its confirmation by the customer's target.",
    labelNames: ["type"],
    buckets: LAG_BUCKETS_SECONDS,
  });

  return (report) => {
    const type = report.lane.publisher.Type;
    if (report.kind === "delivered") {
      delivered.inc({ type }, report.events.length);
      for (const { Timestamp } of report.events)
        lag.observe({ type }, Math.max(0, Date.now() - Date.parse(Timestamp)) / 1_000);
      return;
    }
    const { kind, lane, error } = report;
    const { jobId, publisherIndex, failures: failuresBefore } = lane;
    const { reason } = error;
    failures.inc({ type, reason, outcome: kind === "parked" ? "parked" : "retried" });
    const fields = { jobId, publisherIndex, type, reason, failuresBefore, error };
    if (kind === "parked") logger.warn(fields, "a delivery is parked");
    else logger[failuresBefore === 0 ? "info" : "debug"](fields, "a delivery failed and is tried again later");
  };
}
