import type { ReelbusError } from "@reelbus/contracts";
import { closedError } from "./publish-error.ts";
import { waitUnless } from "./waiting.ts";

/** A connection to a broker, with what belongs to it. */
interface Link {
  /** It is of no more use. */
  readonly isLost: boolean;
  /** Ends it within a few seconds; what is still on the wire rejects with the reason. */
  close(reason: ReelbusError): Promise<void>;
}

/** The one link of a publisher, shared by its calls: opened when it is needed, and again after it was lost. */
export class SharedLink<L extends Link> {
  readonly #open: (closing: AbortSignal) => Promise<L>;
  readonly #closing = new AbortController();
  #link: L | null = null;
  #opening: Promise<L> | null = null;

  /** @param open leaves nothing open when it rejects, and does so soon after `closing` aborts */
  constructor(open: (closing: AbortSignal) => Promise<L>) {
    this.#open = open;
  }

  /** Aborts when the publisher is closed, with what its calls reject with from then on. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * The living link, or a new one; calls at the same time get the same.
   * @throws ReelbusError also when the signal aborts, or the publisher is closed
   */
  get(signal: AbortSignal): Promise<L> {
    return waitUnless(this.#getOrOpen(), signal, this.closing);
  }

  async close(): Promise<void> {
    if (!this.closing.aborted) this.#closing.abort(closedError());
    await this.#opening?.catch(() => undefined);
    await this.#link?.close(closedError());
  }

  async #getOrOpen(): Promise<L> {
    this.closing.throwIfAborted();
    if (this.#link?.isLost === false) return this.#link;
    this.#opening ??= this.#reopen().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #reopen(): Promise<L> {
    await this.#link?.close(closedError());
    this.closing.throwIfAborted();
    this.#link = await this.#open(this.closing);
    return this.#link;
  }
}
