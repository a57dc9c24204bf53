import type { LaneStore } from "@reelbus/store";

export interface LaneLeaseOptions {
  readonly lanes: Pick<LaneStore, "renew">;
  readonly laneId: string;
  readonly owner: string;
  readonly leaseMs: number;
}

/** A lane's lease, renewed until `end`. */
export interface LaneLease {
  /** Aborts when another notifier may have the lane: from then on nothing of it may be touched. */
  readonly lost: AbortSignal;
  end(): void;
}

/** Keeps a lease that was just taken. Two renewals in a row that fail mean that it is lost. */
export function holdLease({ lanes, laneId, owner, leaseMs }: LaneLeaseOptions): LaneLease {
  const lost = new AbortController();
  const intervalMs = leaseMs / 4;
  let heldUntilMs = performance.now() + leaseMs;

  const renew = async (): Promise<void> => {
    const askedAtMs = performance.now();
    try {
      if (await lanes.renew(laneId, owner, leaseMs)) heldUntilMs = askedAtMs + leaseMs;
      else lose();
    } catch {
      // The store is out of reach; the lease lasts until it ends by itself.
    }
  };
  const lose = (): void => {
    clearInterval(timer);
    lost.abort();
  };
  const timer = setInterval(() => {
    if (performance.now() + intervalMs >= heldUntilMs) lose();
    else void renew();
  }, intervalMs);

  return { lost: lost.signal, end: () => clearInterval(timer) };
}
