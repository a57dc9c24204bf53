import type {
  DeliveriesPage,
  DeliveriesQuery,
  JobDescription,
  JobDetails,
  JobsPage,
  JobsQuery,
  LifecycleEvent,
  MessagePublisher,
  Phase,
  Reason,
  Work,
} from "@reelbus/contracts";
import type { JobState, Transition } from "@reelbus/job-lifecycle";

/** What the store logs: connection trouble and migrations. */
export interface StoreLogger {
  info(object: object, message: string): void;
  warn(object: object, message: string): void;
}

export interface StoreOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly databaseUrl: string;
  /** Connections at most. @default 10 */
  readonly poolSize?: number;
  /** @default nothing is logged */
  readonly logger?: StoreLogger;
}

/**
 * The system of record. Every method is one transaction: it resolves when it is committed, and rejects with a
 * ReelbusError whose `retryable` says whether the same call may work later (a rejected write may have been
 * committed when the connection broke; each write can be repeated safely). All times are the database's.
 */
export interface Store {
  /** Brings the schema up to date; concurrent calls wait for each other. */
  migrate(): Promise<void>;
  /** Whether the database answers. Never rejects. */
  isHealthy(): Promise<boolean>;
  /** Waits for calls in flight and closes every connection. Safe to call twice. */
  close(): Promise<void>;
  readonly jobs: JobStore;
  readonly events: EventStore;
  readonly lanes: LaneStore;
  readonly deliveries: DeliveryStore;
  readonly pull: PullStore;
}

/** A job to be stored. */
export interface Submission {
  /** UUIDv7, see `newId`. */
  readonly jobId: string;
  readonly tenantId: string;
  /** Redacted. */
  readonly description: JobDescription;
  /** The description's secrets, sealed; null without any. */
  readonly sealedSecrets: string | null;
  readonly idempotencyKey: string | null;
  /** A digest of what the customer posted, to tell a repetition from another job under the same key. */
  readonly bodyHash: string;
  /** W3C `traceparent`. */
  readonly traceParent: string;
}

export type SubmitOutcome =
  | { readonly kind: "stored" }
  /** The same key and body came before (for this tenant): the job of then. */
  | {
      readonly kind: "known";
      readonly jobId: string;
      readonly externalId: string | null;
      readonly externalType: string | null;
    }
  /** The same key came before with another body. */
  | { readonly kind: "conflict" };

export type TransitionOutcome =
  | { readonly kind: "changed"; readonly transition: Transition; readonly events: readonly LifecycleEvent[] }
  /** `decide` wanted no change. */
  | { readonly kind: "unchanged" }
  | { readonly kind: "unknown" };

/** A job that the conductor may have to recover. */
export interface QuietJob {
  readonly jobId: string;
  readonly phase: Phase;
  readonly phaseState: "dispatched" | "running";
  readonly attempt: number;
}

export interface JobStore {
  /** Stores a job once for its tenant and IdempotencyKey, however many call at the same time. */
  submit(submission: Submission): Promise<SubmitOutcome>;
  /** The job as customers see it; null for an unknown one. */
  view(jobId: string): Promise<JobDetails | null>;
  /** Newest first. Rejects with reason `invalid-message` when the cursor is none of ours. */
  page(query: JobsQuery): Promise<JobsPage>;
  /** After `requested` the job ends in FinalError 5001, whatever else happens. */
  requestCancel(jobId: string): Promise<"requested" | "terminal" | "unknown">;

  /**
   * The only way a job changes. `decide` is pure: it may be called again when the job changed meanwhile. The new
   * state, the events and the lanes are stored together.
   *
   * @param decide gets the current state and the time in milliseconds; null leaves the job as it is
   */
  transition(jobId: string, decide: (state: JobState, nowMs: number) => Transition | null): Promise<TransitionOutcome>;
  /** Notes a sign of life of a running attempt. False: it is not the current one (or a cancel waits). */
  heard(jobId: string, phase: Phase, attempt: number): Promise<boolean>;
  /**
   * Marks ready jobs of a phase as dispatched, the highest priority first, then the oldest, as long as fewer than
   * `window` jobs of the phase are dispatched and not started. The caller publishes what it gets.
   */
  takeReady(phase: Phase, window: number): Promise<readonly Work[]>;
  /** Jobs that were dispatched or heard of longer ago than these times, at most `limit`, the quietest first. */
  quiet(options: { dispatchedMs: number; runningMs: number; limit: number }): Promise<readonly QuietJob[]>;
  /** Puts quiet jobs back to the end of `quiet`: their work was found on the bus. */
  touch(jobIds: readonly string[]): Promise<void>;
  /** Jobs whose cancel was requested and is not done. */
  cancelRequested(limit: number): Promise<readonly string[]>;
  /** Ended jobs whose workspace was not handed over for cleaning. */
  cleanupDue(limit: number): Promise<readonly string[]>;
  /** The job's cleanup is on the bus. */
  cleanupPublished(jobId: string): Promise<void>;
}

export interface EventStore {
  /**
   * The job's events with a Sequence above `sequence`, in order, at most `limit`, and none more after `maxBytes`: one too
   * large comes alone. Empty for an unknown job.
   *
   * @param maxBytes of JSON. @default no limit
   */
  after(jobId: string, sequence: number, limit: number, maxBytes?: number): Promise<readonly LifecycleEvent[]>;
}

/** The events that one message publisher of one job still has to get, leased to one notifier. */
export interface LeasedLane {
  readonly laneId: string;
  readonly jobId: string;
  readonly publisherIndex: number;
  /** Redacted; `restorePublisher(publisher, publisherIndex, secrets)` gives the settings. */
  readonly publisher: MessagePublisher;
  readonly sealedSecrets: string | null;
  /** Failures in a row. */
  readonly failures: number;
  /** Whether the publisher has taken an event of the job by these settings. */
  readonly hasDelivered: boolean;
  /** The next ones in order, at least one, at most `batch`. */
  readonly events: readonly LifecycleEvent[];
  /** Of these events, as JSON, and the secrets. */
  readonly bytes: number;
}

/**
 * Every method but `lease` and `nextDueInMs` does nothing for an owner that has lost the lease. All times are told
 * relative to now and judged by the database's clock: notifiers need not agree on the time.
 */
export interface LaneStore {
  /**
   * Leases due lanes, the longest due first. No two owners ever hold the same lane; a lease ends after `leaseMs`. After
   * `maxBytes` (@default no limit) no lane and no event more is taken: that many and one event at most; the same for one lane
   * after `maxLaneBytes`.
   */
  lease(options: {
    owner: string;
    limit: number;
    leaseMs: number;
    batch: number;
    maxBytes?: number;
    maxLaneBytes?: number;
  }): Promise<readonly LeasedLane[]>;
  /** Holds the lane for another `leaseMs`; false when the lease is lost. */
  renew(laneId: string, owner: string, leaseMs: number): Promise<boolean>;
  /**
   * Events up to this Sequence are durable at the broker. Ends the row of failures. True: the lane owes more, and the
   * lease goes on; false: it owes nothing and its lease has ended, or the lease was lost before.
   */
  delivered(laneId: string, owner: string, throughSequence: number): Promise<boolean>;
  /** Ends the lease; the lane is due at once, or after `delayMs`, when it still owes events. */
  release(laneId: string, owner: string, delayMs?: number): Promise<void>;
  /**
   * Ends the lease after a failure; the lane is due again after `delayMs`, unless its failures in a row have gone on for
   * `parkAfterMs`: then it is parked. Tells which; null for an owner that has lost the lease.
   */
  retryLater(
    laneId: string,
    owner: string,
    failure: { delayMs: number; parkAfterMs: number; reason: Reason; message: string },
  ): Promise<"retried" | "parked" | null>;
  /** Ends the lease for good: nothing is delivered until somebody asks for it. False for an owner that has lost the lease. */
  park(laneId: string, owner: string, failure: { reason: Reason; message: string }): Promise<boolean>;
  /**
   * Makes some lanes due at once that lead to the same target and wait after a failure, for the target takes events again;
   * a few, for it may not take many. Those that it has throttled go on waiting. Resolves with their number.
   */
  wakeSiblings(laneId: string): Promise<number>;
  /** The time until the next lane is due (a leased one: until its lease ends), below 0 for one that is overdue; null when no event waits. */
  nextDueInMs(): Promise<number | null>;
}

/** One publisher of one job. */
export interface DeliveryKey {
  readonly jobId: string;
  /** The place in MessagePublishers, from 0. */
  readonly publisherIndex: number;
}

/** Settings of a publisher with its secrets sealed beside them, as at its place in the job description; null: it has none. */
export interface PublisherSettings {
  readonly publisher: MessagePublisher;
  readonly sealedSecrets: string | null;
}

export type RedriveOutcome = "redriven" | "not-parked" | "unknown";

export type ReplayOutcome =
  /** `lastSequence`: of the job so far; events up to it, and those to come, will be sent. */
  | { readonly kind: "replayed"; readonly lastSequence: number }
  /** The job has events up to `lastSequence` alone so far. */
  | { readonly kind: "unknown-event"; readonly lastSequence: number }
  | { readonly kind: "unknown-publisher" }
  | { readonly kind: "unknown-job" };

/** What people see of the lanes, and do to them. */
export interface DeliveryStore {
  /** Lanes that are parked or fail, newest first. Rejects with reason `invalid-message` when the cursor is none of ours. */
  page(query: DeliveriesQuery): Promise<DeliveriesPage>;
  /**
   * Makes a parked lane due at once, with all that it owes and as if it had never failed. With other settings for the
   * publisher, one that fails as well; they stand in place of the job description's from then on.
   */
  redrive(key: DeliveryKey, settings?: PublisherSettings): Promise<RedriveOutcome>;
  /**
   * Moves a lane back, so that it owes the events from `fromSequence` on again, in whatever state it is. It is due at once,
   * or when the lease of its owner would have ended: the owner loses it. A lane that owes them already stays as it is,
   * so that the same call may come twice; unless it is parked: then it is redriven.
   */
  replay(key: DeliveryKey, fromSequence: number): Promise<ReplayOutcome>;
}

/**
 * The events of all jobs of a tenant, for whoever fetches them. A job's events are given in order, to one reader at a time;
 * readers share the jobs. What is given belongs to its cursor for 30 s; unless confirmed it is then given again.
 */
export interface PullStore {
  /**
   * The next events, at most `max`, those that wait the longest first; none that is older than 4 days. What the cursor
   * `after` holds goes over to the new one, with what its jobs have to tell since. Null: there is nothing to confirm.
   * After `heldUntil` the first of what the cursor holds may be given to somebody else; null: it holds nothing.
   */
  next(
    tenantId: string,
    options: { after: string | null; max: number },
  ): Promise<{
    readonly events: readonly LifecycleEvent[];
    readonly cursor: string | null;
    readonly heldUntil: Date | null;
  }>;
  /** Whoever holds this cursor has taken care of all that it was given. Tells how many events that were. */
  confirm(tenantId: string, cursor: string): Promise<number>;
}
