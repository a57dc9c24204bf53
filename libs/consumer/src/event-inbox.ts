import { EventNotTakenError } from "./event-not-taken-error.ts";
import { JobLane, type EventStore, type Taken } from "./job-lane.ts";
import { parseEvent } from "./parse-event.ts";

export type { EventStore, Taken };

export interface EventInboxOptions {
  /**
   * How long an event waits for an earlier one of its job, in milliseconds. Keep it well below the time after which the
   * broker gives the message to somebody else.
   * @default 10000
   */
  readonly holdMs?: number;
  /**
   * How many events may be in the inbox at a time, over all jobs. Keep it above what the broker gives you at a time.
   * @default 1000
   */
  readonly maxWaiting?: number;
}

/**
 * Brings the events of each job into your store in the order 1, 2, 3 ..., each one once, whatever a broker does: deliver
 * twice, in another order, or again after your program was killed.
 *
 * The store is the only memory: which events there are already, it is asked when one comes. A job's events are numbered without
 * gaps, so the number of its last stored event says of every EventId whether it was there. So nothing has to be
 * remembered when a job has ended, and several programs may read one queue into one store.
 */
export class EventInbox {
  readonly #store: EventStore;
  readonly #holdMs: number;
  readonly #maxWaiting: number;
  readonly #lanes = new Map<string, JobLane>();
  #waiting = 0;
  #closed = false;

  /** @throws {TypeError} the store lacks a function */
  constructor(store: EventStore, { holdMs = 10_000, maxWaiting = 1_000 }: EventInboxOptions = {}) {
    // Programs in JavaScript would learn it from the first event.
    for (const name of ["lastSequence", "store"] as const)
      if (typeof (store as Partial<EventStore> | undefined)?.[name] !== "function")
        throw new TypeError(`The store of an EventInbox needs the function ${name}`);
    this.#store = store;
    this.#holdMs = holdMs;
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Takes a message, as `parseEvent` does. Resolved = you may acknowledge it; rejected = don't. Call it for the next
   * messages without waiting for this one: it waits when an earlier event of the job is missing.
   *
   * @throws {EventParseError} the message is no event
   * @throws {EventNotTakenError} it was not stored, see its `reason`
   * @throws what the store throws
   */
  async take(body: unknown): Promise<Taken> {
    const received = parseEvent(body);
    if (received.kind === "test") return "skipped";
    const { JobId: jobId, Sequence: sequence } = received.event;
    if (this.#closed) throw new EventNotTakenError("closed", { jobId, sequence });
    if (this.#waiting >= this.#maxWaiting) throw new EventNotTakenError("too-many-waiting", { jobId, sequence });
    const lane = this.#lanes.get(jobId) ?? new JobLane(jobId, this.#store, this.#holdMs);
    this.#lanes.set(jobId, lane);
    this.#waiting += 1;
    try {
      return await lane.take(received);
    } finally {
      this.#waiting -= 1;
      if (lane.isEmpty && this.#lanes.get(jobId) === lane) this.#lanes.delete(jobId);
    }
  }

  /** Takes nothing more; rejects what waits, and resolves when the store has ended what it was doing. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
  }
}
