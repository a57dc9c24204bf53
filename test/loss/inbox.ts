import { isTerminal, lifecycleEventSchema, type LifecycleEvent } from "@reelbus/contracts";

/** What a customer has stored of what arrived: each event once, by its EventId, in the order of first arrival. */
export class Inbox {
  readonly #eventIds = new Set<string>();
  readonly #byJob = new Map<string, LifecycleEvent[]>();
  #duplicates = 0;
  #ended = 0;

  /** Stores an event; the caller acknowledges it afterwards. @throws when it is no lifecycle event */
  store(body: unknown): void {
    const event = lifecycleEventSchema.parse(body);
    if (this.#eventIds.has(event.EventId)) {
      this.#duplicates += 1;
      return;
    }
    this.#eventIds.add(event.EventId);
    const events = this.#byJob.get(event.JobId) ?? [];
    events.push(event);
    this.#byJob.set(event.JobId, events);
    if (isTerminal(event.EventType)) this.#ended += 1;
  }

  /** Events without their duplicates. */
  get count(): number {
    return this.#eventIds.size;
  }

  get duplicates(): number {
    return this.#duplicates;
  }

  /** Jobs whose last event has arrived. */
  get endedJobs(): number {
    return this.#ended;
  }

  of(jobId: string): readonly LifecycleEvent[] {
    return this.#byJob.get(jobId) ?? [];
  }
}
