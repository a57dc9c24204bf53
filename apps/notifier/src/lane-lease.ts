import type { LaneStore } from "@reelbus/store";

export interface LaneLeaseOptions {
  readonly lanes: Pick<LaneStore, "renew">;
  readonly laneId: string;
  readonly terms: LeaseTerms;
  readonly leaseMs: number;
}

/** Under which name a lease was asked for, and when: it may have begun at once, however late the answer came. */
export interface LeaseTerms {
  /** Of one look for lanes alone: what is left of an earlier lease must not touch a lane that has been leased again. */
  readonly owner: string;
  /** As `performance.now` tells it. */
  readonly askedAtMs: number;
}

/** A lane's lease, renewed until `end`. */
export interface LaneLease {
  readonly owner: string;
  /** Aborts when another notifier may have the lane: from then on nothing of it may be touched. */
  readonly lost: AbortSignal;
  /** Looks at the clock too: after a process has stood still, an answer may come before the timer does. */
  isLost(): boolean;
  end(): void;
}

/** Keeps a lease. Two renewals in a row that fail mean that it is lost. */
export function holdLease({ lanes, laneId, terms, leaseMs }: LaneLeaseOptions): LaneLease {
  const { owner, askedAtMs } = terms;
  const lost = new AbortController();
  const intervalMs = leaseMs / 4;
  let heldUntilMs = askedAtMs + leaseMs;

  const renew = async (): Promise<void> => {
    const sentAtMs = performance.now();
    try {
      if (await lanes.renew(laneId, owner, leaseMs)) heldUntilMs = sentAtMs + leaseMs;
      else lose();
    } catch {
      // The store is out of reach; the lease lasts until it ends by itself.
    }
  };
  const lose = (): void => {
    clearInterval(timer);
    lost.abort();
  };
  const isLost = (): boolean => {
    if (performance.now() + intervalMs >= heldUntilMs) lose();
    return lost.signal.aborted;
  };
  const timer = setInterval(() => {
    if (!isLost()) void renew();
  }, intervalMs);

  return { owner, lost: lost.signal, isLost, end: () => clearInterval(timer) };
}
