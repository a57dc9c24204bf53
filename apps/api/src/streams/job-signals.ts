import { setTimeout as sleep } from "node:timers/promises";

/** Tells the waiting streams of a job that something happened. */
export class JobSignals {
  readonly #watches = new Map<string, Set<JobWatch>>();

  /** Watches a job until the watch is closed. What happens between two waits is not lost. */
  watch(jobId: string): JobWatch {
    const watches = this.#watches.get(jobId) ?? new Set<JobWatch>();
    this.#watches.set(jobId, watches);
    const watch = new JobWatch(() => {
      watches.delete(watch);
      if (watches.size === 0 && this.#watches.get(jobId) === watches) this.#watches.delete(jobId);
    });
    watches.add(watch);
    return watch;
  }

  nudge(jobId: string): void {
    for (const watch of this.#watches.get(jobId) ?? []) watch.nudge();
  }
}

/** One stream's watch of its job. */
export class JobWatch {
  readonly close: () => void;
  #nudged = false;
  #wake: AbortController | null = null;

  constructor(close: () => void) {
    this.close = close;
  }

  nudge(): void {
    this.#nudged = true;
    this.#wake?.abort();
  }

  /** Resolves at the first nudge since the last wait, after `timeoutMs`, or when `signal` aborts. */
  async wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#nudged && !signal.aborted) {
      const wake = new AbortController();
      this.#wake = wake;
      const stop = () => wake.abort();
      signal.addEventListener("abort", stop, { once: true });
      await sleep(timeoutMs, undefined, { signal: wake.signal }).catch(() => undefined);
      signal.removeEventListener("abort", stop);
      this.#wake = null;
    }
    this.#nudged = false;
  }
}
