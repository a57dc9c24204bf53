import type { Logger } from "@reelbus/kit";
import type { LaneStore, LeasedLane } from "@reelbus/store";
import type { LeaseTerms } from "./lane-lease.ts";
import type { NotifierLimits } from "./limits.ts";

/** The longest time between two looks for due lanes. */
const LOOK_AT_LEAST_EVERY_MS = 1_000;
/** The shortest one without news, for a lane that is due and held by somebody else. */
const LOOK_AT_MOST_EVERY_MS = 20;

export interface LaneTakerOptions {
  readonly lanes: Pick<LaneStore, "lease" | "nextDueInMs">;
  readonly owner: string;
  readonly limits: Pick<NotifierLimits, "lanes" | "batch" | "batchBytes" | "leaseMs" | "leaseBytes" | "heldBytes">;
  /** Delivers one lane, and tells whether it will be due again; several run side by side. */
  readonly deliver: (lane: LeasedLane, terms: LeaseTerms) => Promise<boolean>;
  readonly logger: Logger;
}

/** Leases due lanes and has them delivered, a bounded number at a time. */
export class LaneTaker {
  readonly #options: LaneTakerOptions;
  readonly #held = new Set<Promise<void>>();
  #heldBytes = 0;
  #looks = 0;
  readonly #loop: Promise<void>;
  #stopped = false;
  #awake = Promise.withResolvers<undefined>();
  /** Set when a lane that was given back is to shorten the pause. */
  #soon: NodeJS.Timeout | null = null;

  constructor(options: LaneTakerOptions) {
    this.#options = options;
    this.#loop = this.#run();
  }

  /** There may be something to deliver. */
  wake(): void {
    this.#awake.resolve(undefined);
  }

  /** Leases nothing more; resolves when every lane is given back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#loop;
    await Promise.all(this.#held);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      // Renewed before looking: what is told during the look counts for the pause after it.
      this.#awake = Promise.withResolvers<undefined>();
      this.#forgetSoon();
      const pauseMs = await this.#round().catch((error: unknown) => {
        this.#options.logger.warn({ error }, "looking for due deliveries failed");
        return LOOK_AT_LEAST_EVERY_MS;
      });
      if (pauseMs > 0) await this.#pause(pauseMs);
    }
    this.#forgetSoon();
  }

  /** Takes what is due, and tells how long to wait for more. */
  async #round(): Promise<number> {
    const { lanes, owner, limits } = this.#options;
    if (this.#isFull()) return LOOK_AT_LEAST_EVERY_MS;
    const terms = { owner: `${owner}.${++this.#looks}`, askedAtMs: performance.now() };
    const leased = await lanes.lease({
      owner: terms.owner,
      limit: limits.lanes - this.#held.size,
      leaseMs: limits.leaseMs,
      batch: limits.batch,
      maxBytes: Math.min(limits.leaseBytes, limits.heldBytes - this.#heldBytes),
      maxLaneBytes: limits.batchBytes,
    });
    for (const lane of leased) this.#start(lane, terms);
    // What comes to owe something is told; what falls due by itself is found when nothing else is going on.
    if (leased.length > 0) return LOOK_AT_MOST_EVERY_MS;
    const untilDueMs = (await lanes.nextDueInMs()) ?? LOOK_AT_LEAST_EVERY_MS;
    return Math.min(Math.max(untilDueMs, LOOK_AT_MOST_EVERY_MS), LOOK_AT_LEAST_EVERY_MS);
  }

  #start(lane: LeasedLane, terms: LeaseTerms): void {
    const { laneId, jobId, publisherIndex, bytes } = lane;
    const delivery = this.#options
      .deliver(lane, terms)
      .then((dueAgain) => {
        if (dueAgain) this.#wakeSoon();
      })
      .catch((error: unknown) => {
        this.#options.logger.warn({ error, laneId, jobId, publisherIndex }, "a delivery could not be recorded");
      })
      .finally(() => {
        if (this.#isFull()) this.wake();
        this.#held.delete(delivery);
        this.#heldBytes -= bytes;
      });
    this.#held.add(delivery);
    this.#heldBytes += bytes;
  }

  #isFull(): boolean {
    const { lanes, heldBytes } = this.#options.limits;
    return this.#held.size >= lanes || this.#heldBytes >= heldBytes;
  }

  /** The pause was chosen without this lane. Not at once: lanes that are given back in a row must not make looks in a row. */
  #wakeSoon(): void {
    if (!this.#stopped) this.#soon ??= setTimeout(() => this.wake(), LOOK_AT_MOST_EVERY_MS);
  }

  #forgetSoon(): void {
    if (this.#soon !== null) clearTimeout(this.#soon);
    this.#soon = null;
  }

  async #pause(pauseMs: number): Promise<void> {
    const timer = setTimeout(() => this.wake(), pauseMs);
    await this.#awake.promise;
    clearTimeout(timer);
  }
}
