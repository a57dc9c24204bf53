import {
  restorePublisher,
  toReelbusError,
  type DescriptionSecrets,
  type LifecycleEvent,
  type MessagePublisher,
  type ReelbusError,
} from "@reelbus/contracts";
import { PublishError } from "@reelbus/publishers";
import type { LaneStore, LeasedLane, Store } from "@reelbus/store";
import { decideFailure, RETRY_FOR_MS } from "./decide-failure.ts";
import { holdLease, type LaneLease, type LeaseTerms } from "./lane-lease.ts";
import type { NotifierLimits } from "./limits.ts";
import type { Report } from "./report.ts";
import { NotTried, type PublishSignals } from "./target.ts";
import type { Targets } from "./targets.ts";

export interface DeliveryDeps {
  readonly lanes: Omit<LaneStore, "lease" | "nextDueInMs">;
  readonly events: Store["events"];
  readonly targets: Pick<Targets, "publish">;
  readonly openSecrets: (sealed: string) => DescriptionSecrets;
  readonly limits: Pick<NotifierLimits, "batch" | "furtherBatchBytes" | "leaseMs">;
  readonly report: (report: Report) => void;
  /** No new batch from here on. */
  readonly stopping: AbortSignal;
  /** Batches that are being published are cut short. */
  readonly forced: AbortSignal;
}

/** How one batch went. `deliveredCount`: events from its start that are delivered for certain. */
type Outcome =
  | { readonly kind: "delivered"; readonly deliveredCount: number }
  | { readonly kind: "failed"; readonly deliveredCount: number; readonly error: ReelbusError }
  /** For a reason of our own that says nothing about the target. */
  | { readonly kind: "interrupted"; readonly deliveredCount: number; readonly pauseMs: number };

/**
 * Delivers what a leased lane owes, strictly in order, batch by batch, and ends the lease one way or the other. A lane
 * that had failed wakes others that wait for the same target. Tells whether a lane became due, now or for later. Only
 * trouble with the store rejects; the lease then ends by itself, and the next owner may deliver the last batch again.
 */
export async function deliverLane(lane: LeasedLane, terms: LeaseTerms, deps: DeliveryDeps): Promise<boolean> {
  const { lanes, limits } = deps;
  const lease = holdLease({ lanes, laneId: lane.laneId, terms, leaseMs: limits.leaseMs });
  try {
    return await deliver(lane, lease, deps);
  } finally {
    lease.end();
  }
}

async function deliver(lane: LeasedLane, lease: LaneLease, deps: DeliveryDeps): Promise<boolean> {
  const { lanes, limits, stopping } = deps;
  const { owner } = lease;
  const { laneId } = lane;
  const signals: PublishSignals = { signal: AbortSignal.any([lease.lost, deps.forced]), stopping };
  let events = lane.events;
  let { failures, hasDelivered } = lane;
  let wokeOthers = false;
  for (;;) {
    if (lease.isLost()) return false;
    const outcome = await publish(lane, events, signals, deps);
    const delivered = events.slice(0, outcome.deliveredCount);
    const last = delivered.at(-1);
    if (last !== undefined) deps.report({ kind: "delivered", lane, events: delivered });
    if (lease.isLost()) return false;
    if (last !== undefined) {
      const owesMore = await lanes.delivered(laneId, owner, last.Sequence);
      if (failures > 0 && outcome.kind === "delivered") wokeOthers = (await lanes.wakeSiblings(laneId)) > 0;
      failures = 0;
      hasDelivered = true;
      if (!owesMore) return wokeOthers;
    }
    switch (outcome.kind) {
      case "failed":
        return settleFailure({ ...lane, failures, hasDelivered }, owner, outcome.error, deps);
      case "interrupted":
        await lanes.release(laneId, owner, outcome.pauseMs);
        return true;
      case "delivered":
        events =
          last === undefined || stopping.aborted
            ? []
            : await deps.events.after(lane.jobId, last.Sequence, limits.batch, limits.furtherBatchBytes);
    }
    if (events.length === 0) {
      await lanes.release(laneId, owner);
      return true;
    }
  }
}

async function publish(
  lane: LeasedLane,
  events: readonly LifecycleEvent[],
  signals: PublishSignals,
  { targets, openSecrets }: DeliveryDeps,
): Promise<Outcome> {
  try {
    await targets.publish(settingsOf(lane, openSecrets), events, signals);
    return { kind: "delivered", deliveredCount: events.length };
  } catch (thrown) {
    const deliveredCount = thrown instanceof PublishError ? thrown.deliveredCount : 0;
    if (thrown instanceof NotTried) return { kind: "interrupted", deliveredCount, pauseMs: thrown.pauseMs };
    if (signals.signal.aborted) return { kind: "interrupted", deliveredCount, pauseMs: 0 };
    return { kind: "failed", deliveredCount, error: toReelbusError(thrown) };
  }
}

function settingsOf(
  { publisher, sealedSecrets, publisherIndex }: LeasedLane,
  openSecrets: DeliveryDeps["openSecrets"],
): MessagePublisher {
  const secrets = sealedSecrets === null ? {} : openSecrets(sealedSecrets);
  return restorePublisher(publisher, publisherIndex, secrets);
}

/**
 * Tells whether the lane will be due again.
 * @param lane as it is after what was delivered
 */
async function settleFailure(
  lane: LeasedLane,
  owner: string,
  error: ReelbusError,
  { lanes, report }: DeliveryDeps,
): Promise<boolean> {
  const { laneId, failures, hasDelivered } = lane;
  const { reason, message } = error;
  const decision = decideFailure({ error, failures, hasDelivered, random: Math.random() });
  if (decision.kind === "park") {
    const parked = await lanes.park(laneId, owner, { reason, message });
    if (parked) report({ kind: "parked", lane, error });
    return false;
  }
  const { delayMs } = decision;
  const settled = await lanes.retryLater(laneId, owner, { delayMs, parkAfterMs: RETRY_FOR_MS, reason, message });
  if (settled !== null) report({ kind: settled === "parked" ? "parked" : "failed", lane, error });
  return settled === "retried";
}
