import {
  restoreSecrets,
  toReelbusError,
  type DescriptionSecrets,
  type LifecycleEvent,
  type MessagePublisher,
  type ReelbusError,
} from "@reelbus/contracts";
import { PublishError } from "@reelbus/publishers";
import type { LeasedLane, Store } from "@reelbus/store";
import { decideFailure } from "./decide-failure.ts";
import { holdLease } from "./lane-lease.ts";
import type { NotifierLimits } from "./limits.ts";
import type { Report } from "./report.ts";
import { NotTried, type PublishSignals } from "./target.ts";
import type { Targets } from "./targets.ts";

export interface DeliveryDeps {
  readonly store: {
    readonly lanes: Omit<Store["lanes"], "lease" | "nextDueAt">;
    readonly events: Store["events"];
  };
  readonly targets: Pick<Targets, "publish">;
  readonly openSecrets: (sealed: string) => DescriptionSecrets;
  readonly owner: string;
  readonly limits: Pick<NotifierLimits, "batch" | "leaseMs">;
  readonly report: (report: Report) => void;
  /** No new batch from here on. */
  readonly stopping: AbortSignal;
  /** Batches that are being published are cut short. */
  readonly forced: AbortSignal;
}

/** How one batch went. */
interface Attempt {
  /** Events from the start of the batch that are delivered for certain. */
  readonly deliveredCount: number;
  /** Null when all are. */
  readonly error: ReelbusError | null;
  /** Whether the error is our own doing and says nothing about the target. */
  readonly cutShort: boolean;
}

/**
 * Delivers what a leased lane owes, strictly in order, batch by batch, and ends the lease one way or the other. Only
 * trouble with the store rejects; the lease then ends by itself, and the next owner may deliver the last batch again.
 */
export async function deliverLane(lane: LeasedLane, deps: DeliveryDeps): Promise<void> {
  const { store, owner, limits, report } = deps;
  const { laneId } = lane;
  const lease = holdLease({ lanes: store.lanes, laneId, owner, leaseMs: limits.leaseMs });
  const signals: PublishSignals = { signal: AbortSignal.any([lease.lost, deps.forced]), stopping: deps.stopping };
  let hasDelivered = false;
  try {
    let events = lane.events;
    while (events.length > 0) {
      const attempt = await publish(lane, events, deps, signals);
      const delivered = events.slice(0, attempt.deliveredCount);
      const last = delivered.at(-1);
      if (last !== undefined) report({ kind: "delivered", lane, events: delivered });
      if (lease.lost.aborted) return;
      if (last !== undefined) {
        await store.lanes.delivered(laneId, owner, last.Sequence);
        hasDelivered = true;
      }
      if (attempt.cutShort) break;
      if (attempt.error !== null) {
        await settleFailure(lane, attempt.error, hasDelivered, deps);
        return;
      }
      if (last === undefined || deps.stopping.aborted) break;
      events = await store.events.after(lane.jobId, last.Sequence, limits.batch);
    }
    await store.lanes.release(laneId, owner);
  } finally {
    lease.end();
  }
}

async function publish(
  lane: LeasedLane,
  events: readonly LifecycleEvent[],
  { targets, openSecrets }: DeliveryDeps,
  signals: PublishSignals,
): Promise<Attempt> {
  try {
    await targets.publish(settingsOf(lane, openSecrets), events, signals);
    return { deliveredCount: events.length, error: null, cutShort: false };
  } catch (thrown) {
    return {
      deliveredCount: thrown instanceof PublishError ? thrown.deliveredCount : 0,
      error: toReelbusError(thrown),
      cutShort: thrown instanceof NotTried || signals.signal.aborted,
    };
  }
}

function settingsOf(
  { description, sealedSecrets, publisherIndex }: LeasedLane,
  openSecrets: DeliveryDeps["openSecrets"],
): MessagePublisher {
  const whole = sealedSecrets === null ? description : restoreSecrets(description, openSecrets(sealedSecrets));
  const settings = whole.MessagePublishers[publisherIndex];
  if (settings === undefined) throw new Error(`The job description has no publisher ${publisherIndex}`);
  return settings;
}

async function settleFailure(
  lane: LeasedLane,
  error: ReelbusError,
  hasDelivered: boolean,
  { store, owner, report }: DeliveryDeps,
): Promise<void> {
  const { reason, message } = error;
  const failures = hasDelivered ? 0 : lane.failures;
  const failingSince = hasDelivered ? null : lane.failingSince;
  const decision = decideFailure({ error, failures, failingSince, nowMs: Date.now(), random: Math.random() });
  if (decision.kind === "park") await store.lanes.park(lane.laneId, owner, { reason, message });
  else await store.lanes.retryLater(lane.laneId, owner, { notBefore: decision.notBefore, reason, message });
  report({ kind: decision.kind === "park" ? "parked" : "failed", lane, error, failures });
}
