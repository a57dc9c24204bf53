import type { PublishableEvent } from "@reelbus/contracts";

/**
 * Hands lifecycle events to one customer's broker or folder, and test events, which look the same to an adapter.
 *
 * - **Order.** The events of one `publish` call arrive in the order of the array. Calls may run at the same time;
 *   events of different calls may interleave, so whoever needs an order between calls awaits the first one. A broker
 *   that refuses one event and takes later ones which are on the wire already can break the order of that batch;
 *   adapters keep few events on the wire until a target has proved that it takes them.
 * - **Durability.** `publish` resolves when the target has every event in durable storage and, where it routes, has
 *   found a destination for it. Delivery is at least once: an event whose confirmation was lost is sent again by the
 *   caller, with the same deduplication id (its EventId) where the target has one.
 * - **Failure.** `publish` rejects with a `PublishError` that says how many leading events are delivered for certain,
 *   why, and whether trying again can help. After a failure the next call connects anew. Nothing is tried again in secret,
 *   but for what met a connection from before that the other side ended without an answer, or a job's folder that was
 *   emptied or removed meanwhile: that is done once more at once, with a new one.
 * - **Bounds.** Every wait has a time limit inside the adapter. `signal` ends a call at once, with `timeout` and the
 *   signal's reason among its causes; what is on the wire may still arrive.
 * - **Close.** Running calls reject with a retryable `internal` that says so, then connections are closed within a few seconds. Safe
 *   to call at any time and more than once; every later call of the others rejects.
 *
 * Left out on purpose: retries, backoff, pooling and parking (the caller's business), and receiving.
 */
export interface Publisher {
  /**
   * Connects and finds out, without publishing anything, whether events could be delivered: address, certificate,
   * credentials, destination, permission to write, as far as the target's protocol can tell.
   * @throws ReelbusError
   */
  check(signal: AbortSignal): Promise<void>;

  /**
   * A property, because TypeScript would let a method of an adapter take fewer types of events.
   * @throws PublishError
   */
  readonly publish: (events: readonly PublishableEvent[], signal: AbortSignal) => Promise<void>;

  close(): Promise<void>;
}

/** What publishers need from the program that opens them. */
export interface PublisherOptions {
  /**
   * The absolute real path of an absolute path or `file:` URL of a customer, when it lies below an allowed root.
   * @throws ReelbusError `location-not-allowed`
   */
  resolveLocalPath(uriPath: string): Promise<string>;
}
