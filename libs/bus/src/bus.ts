import type { Abort, Fact, Phase, Work } from "@reelbus/contracts";

/** Where the bus reports what an operator should know. Structurally the services' own logger. */
export interface BusLogger {
  readonly debug: (fields: object, message: string) => void;
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
}

/**
 * The message bus. What `publish...` and `consume...` carry is stored by JetStream and delivered at least once;
 * what `tell...`, `broadcast...` and `nudge` carry may be lost. A message that can't be read goes to the dead
 * letters with its reason. Every rejection is a ReelbusError: `internal` and retryable when the bus can't be
 * reached within the bound.
 */
export interface Bus {
  /** Creates the streams or brings them up to date, and checks what the server made of it. Idempotent. */
  ensureStreams(): Promise<void>;

  /** Resolved = stored. The same job, phase and attempt is stored once, however often it is published. */
  publishWork<P extends Phase>(work: Work<P>): Promise<void>;
  /** Whether the job's work for the phase waits or is being worked on. */
  hasWork(phase: Phase, jobId: string): Promise<boolean>;
  /** Removes the job's work for the phase, so that nobody takes it (again). Running work is not told. */
  purgeWork(phase: Phase, jobId: string): Promise<void>;
  /** Takes a phase's work, `concurrency` deliveries at a time; what waits stays for other consumers. */
  consumeWork<P extends Phase>(phase: P, options: WorkConsumerOptions<P>): Promise<Consumption>;

  /**
   * Asks for the job's workspace to be removed. Resolved = stored. The same job and occasion is stored once, however
   * often it is published.
   * @param occasion why it is asked for, default `end`
   */
  publishCleanup(jobId: string, occasion?: string): Promise<void>;
  /** Takes clean-up requests, one at a time; a rejecting `handle` sees the request again later. */
  consumeCleanup(options: CleanupConsumerOptions): Promise<Consumption>;

  /** Resolved = stored. For started, planned, finished, failed, released. */
  publishFact(fact: Fact): Promise<void>;
  /** Fire and forget to one of those that consume facts now; never stored. For heartbeat and progress. Never throws. */
  tellFact(fact: Fact): void;
  /**
   * Takes facts, stored and told ones: those of one job strictly one after the other, those of different jobs side by
   * side. A told fact may overtake a stored one.
   */
  consumeFacts(options: FactConsumerOptions): Promise<Consumption>;

  /** Tells every worker that is connected now. Never throws. */
  broadcastAbort(abort: Abort): void;
  onAbort(handle: (abort: Abort) => void): Subscription;
  /** Hints to every listener that is connected now, which must also look by itself from time to time. Never throws. */
  nudge(topic: NudgeTopic, payload?: string): void;
  onNudge(topic: NudgeTopic, handle: (payload: string) => void): Subscription;

  /** Answers requests on `jobs.submit`; of several servers one gets each request. */
  serveSubmissions(handle: SubmissionHandler): Promise<Consumption>;

  isConnected(): boolean;
  /** Resolved = the server has everything that was told, broadcast or nudged before. */
  flush(): Promise<void>;
  /** Stops every consumption and subscription, sends what is buffered, closes the connection. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * `jobs`: new or ready work; `cancel`: payload jobId; `deliveries`: events wait for a publisher; `events`: payload jobId.
 */
export type NudgeTopic = "jobs" | "cancel" | "deliveries" | "events";

export interface WorkConsumerOptions<P extends Phase> {
  /** How many deliveries are handled at a time; at least 1. */
  readonly concurrency: number;
  /** Settles the delivery. One that it leaves open, by returning or rejecting, is handed back with a delay. */
  readonly handle: (delivery: WorkDelivery<P>) => Promise<void>;
}

export interface CleanupConsumerOptions {
  readonly handle: (jobId: string) => Promise<void>;
}

export interface FactConsumerOptions {
  /** How many jobs' facts are handled at a time; at least 1. */
  readonly concurrency: number;
  /**
   * Resolved = recorded; the fact is acknowledged then. A fact that it rejects is tried again with a growing delay,
   * and later facts of its job wait behind it; an error that is not retryable makes it a dead letter. A fact that was
   * only told is forgotten when it is rejected, and when too many wait.
   */
  readonly handle: (fact: Fact) => Promise<void>;
}

/** One delivery of a work message, held by a lease that renews itself until the delivery is settled. */
export interface WorkDelivery<P extends Phase = Phase> {
  readonly work: Work<P>;
  /** Counts the deliveries of this message, from 1. */
  readonly delivery: number;
  /** The work is done. Resolved = the server has recorded it (double acknowledgement). */
  readonly ack: () => Promise<void>;
  /** Somebody else may take it, at once or after a delay. Resolved = sent, or the connection is down. */
  readonly handBack: (delayMs?: number) => Promise<void>;
}

/** Resolves when nothing is taken any more and every handler in flight has settled. Safe to call twice. */
export interface Consumption {
  stop(): Promise<void>;
}

export interface Subscription {
  unsubscribe(): void;
}

/** What a requester gets. */
export interface SubmissionReply {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers one request. `headers` have their names in lower case, one value each. */
export type SubmissionHandler = (
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
) => Promise<SubmissionReply>;
