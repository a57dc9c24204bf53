import { EventNotTakenError } from "./event-not-taken-error.ts";
import type { JobEvent } from "./parse-event.ts";

/** Where your events are kept. It must survive a crash, or events are lost. */
export interface EventStore {
  /** The Sequence of the last event of a job that is stored; 0 without one. */
  lastSequence(jobId: string): number | Promise<number>;
  /**
   * Stores an event durably. One inbox stores a job's events one after the other, in order. Store each EventId once: programs
   * that read one queue may store the same one at the same time. Store those of unknown type too: they have their
   * Sequence in the job.
   */
  store(received: JobEvent): void | Promise<void>;
}

/** What became of an event that may be acknowledged. `skipped`: a `PublisherTest`, which belongs to no job. */
export type Taken = "stored" | "duplicate" | "skipped";

interface Waiting {
  readonly received: JobEvent;
  readonly outcome: PromiseWithResolvers<Taken>;
  readonly timer: NodeJS.Timeout;
  isDue: boolean;
}

/** The events of one job that have come and are not stored. */
export class JobLane {
  readonly #jobId: string;
  readonly #store: EventStore;
  readonly #holdMs: number;
  /** By Sequence. The one that is being stored stays until it is. */
  readonly #waiting = new Map<number, Waiting>();
  #isStoring = false;
  #stored = Promise.resolve();
  #closed = false;

  constructor(jobId: string, store: EventStore, holdMs: number) {
    this.#jobId = jobId;
    this.#store = store;
    this.#holdMs = holdMs;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** The same event, when it comes again while it waits, has the same outcome. */
  take(received: JobEvent): Promise<Taken> {
    const { Sequence } = received.event;
    const known = this.#waiting.get(Sequence);
    if (known !== undefined) return known.outcome.promise;
    const outcome = Promise.withResolvers<Taken>();
    const timer = setTimeout(() => this.#due(Sequence), this.#holdMs);
    this.#waiting.set(Sequence, { received, outcome, timer, isDue: false });
    this.#start();
    return outcome.promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#start();
    await this.#stored;
  }

  /** Another program may have stored what is missing, so the store is asked once more. */
  #due(sequence: number): void {
    const waiting = this.#waiting.get(sequence);
    if (waiting === undefined) return;
    waiting.isDue = true;
    this.#start();
  }

  #start(): void {
    if (this.#isStoring) return;
    this.#isStoring = true;
    this.#stored = this.#run();
  }

  /** Ends when nothing waits, or the next event has not come. */
  async #run(): Promise<void> {
    let next: number | null = null;
    try {
      while (!this.isEmpty) {
        next ??= (await this.#store.lastSequence(this.#jobId)) + 1;
        this.#dropDuplicates(next);
        if (this.#closed) this.#rejectAll((sequence) => this.#notTaken("closed", sequence));
        const waiting = this.#waiting.get(next);
        if (waiting === undefined) break;
        next = (await this.#stores(waiting.received)) ? next + 1 : null; // it may be stored all the same
      }
      if (next !== null) this.#rejectDue(next);
    } catch (error) {
      this.#rejectAll(() => error);
    } finally {
      // At once, not a microtask later: who comes after the last look must start anew.
      this.#isStoring = false;
    }
  }

  async #stores(received: JobEvent): Promise<boolean> {
    const { Sequence } = received.event;
    try {
      await this.#store.store(received);
      this.#end(Sequence)?.resolve("stored");
      return true;
    } catch (error) {
      this.#end(Sequence)?.reject(error);
      return false;
    }
  }

  #dropDuplicates(next: number): void {
    for (const sequence of this.#waiting.keys()) if (sequence < next) this.#end(sequence)?.resolve("duplicate");
  }

  #rejectDue(missing: number): void {
    for (const [sequence, { isDue }] of this.#waiting)
      if (isDue) this.#end(sequence)?.reject(this.#notTaken("gap", sequence, missing));
  }

  #rejectAll(errorOf: (sequence: number) => unknown): void {
    for (const sequence of this.#waiting.keys()) this.#end(sequence)?.reject(errorOf(sequence));
  }

  #end(sequence: number): PromiseWithResolvers<Taken> | undefined {
    const waiting = this.#waiting.get(sequence);
    clearTimeout(waiting?.timer);
    this.#waiting.delete(sequence);
    return waiting?.outcome;
  }

  #notTaken(reason: "gap" | "closed", sequence: number, missingSequence: number | null = null): EventNotTakenError {
    return new EventNotTakenError(reason, { jobId: this.#jobId, sequence, missingSequence });
  }
}
