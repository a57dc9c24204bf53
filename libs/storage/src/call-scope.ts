/** Ties the calls of a source or target to its life: `close` aborts and awaits them, and refuses later ones. */
export class CallScope {
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  /** Runs `call` with a signal that also aborts at `close`; a call that fails after an abort rejects with its reason. */
  async run<Result>(signal: AbortSignal, call: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const either = AbortSignal.any([this.#closing.signal, signal]);
    either.throwIfAborted();
    const running = call(either);
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      either.throwIfAborted();
      throw error;
    } finally {
      this.#running.delete(running);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error("The source or target was closed."));
    await Promise.allSettled(this.#running);
  }
}
