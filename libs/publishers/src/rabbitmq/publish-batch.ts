import type { ReelbusError } from "@reelbus/contracts";
import { abortedError, toPublishError } from "../publish-error.ts";
import type { Message } from "./message.ts";

/** What publishing a batch needs of a `Link`. */
export interface BatchLink {
  readonly limits: { readonly answerMs: number };
  readonly window: number;
  readonly drained: Promise<void> | null;
  readonly lost: AbortSignal;
  readonly lostReason: ReelbusError;
  send(message: Message): Promise<void>;
  giveUp(): void;
}

/**
 * Publishes messages in order, each without waiting for the confirms of those before it as long as the link's window
 * allows. The window opens with every confirm and shuts at a refusal, so that a queue which is missing or full meets
 * one message and not a whole batch.
 * @throws PublishError
 */
export async function publishBatch(link: BatchLink, messages: readonly Message[], signal: AbortSignal): Promise<void> {
  const wait = new BoundedWait(link, signal);
  const waiting: Promise<void>[] = [];
  let confirmed = 0;
  const confirmOldest = async (): Promise<void> => {
    await wait.for(waiting[0]);
    void waiting.shift();
    confirmed += 1;
  };

  try {
    for (const message of messages) {
      while (waiting.length >= link.window) await confirmOldest();
      if (link.drained !== null) await wait.for(link.drained);
      waiting.push(send(link, message));
    }
    while (waiting.length > 0) await confirmOldest();
  } catch (error) {
    throw toPublishError(error, confirmed);
  } finally {
    wait.end();
  }
}

function send(link: BatchLink, message: Message): Promise<void> {
  if (link.lost.aborted) throw link.lostReason;
  const confirmed = link.send(message);
  confirmed.catch(() => undefined); // the first failure of a batch ends it; later ones have no other listener
  return confirmed;
}

/** Waits that end early when the link is lost, the caller aborts, or the broker stays silent for too long. */
class BoundedWait {
  readonly #link: BatchLink;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #interrupted = Promise.withResolvers<never>();
  readonly #onLost = (): void => this.#interrupted.reject(this.#link.lostReason);
  readonly #onAbort = (): void => this.#interrupted.reject(abortedError(this.#signal));

  constructor(link: BatchLink, signal: AbortSignal) {
    this.#link = link;
    this.#signal = signal;
    this.#interrupted.promise.catch(() => undefined); // nobody may be waiting
    this.#timer = setTimeout(() => link.giveUp(), link.limits.answerMs);
    link.lost.addEventListener("abort", this.#onLost, { once: true });
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  async for(work: Promise<void> | undefined): Promise<void> {
    await Promise.race([this.#interrupted.promise, work]);
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#link.lost.removeEventListener("abort", this.#onLost);
    this.#signal.removeEventListener("abort", this.#onAbort);
  }
}
