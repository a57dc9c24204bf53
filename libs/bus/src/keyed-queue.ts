/** What became of an item: done, or to be tried again after so many milliseconds. */
export type Outcome = { readonly kind: "done" } | { readonly kind: "again"; readonly afterMs: number };

export interface KeyedQueue<T> {
  add(key: string, item: T): void;
  /** Starts nothing more. Resolves when what runs has settled. */
  stop(): Promise<void>;
  /** The items that are not done, those of a key in order. */
  rest(): T[];
}

/**
 * Runs the items of one key strictly in order, those of different keys side by side. An item that must be tried again
 * holds up its own key alone, and no slot while it waits.
 * @param concurrency how many items run at a time
 * @param run never rejects
 */
export function createKeyedQueue<T>(concurrency: number, run: (item: T) => Promise<Outcome>): KeyedQueue<T> {
  const items = new Map<string, T[]>();
  const ready: string[] = [];
  const delayed = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  const start = (): void => {
    while (!stopped && running.size < concurrency) {
      const key = ready.shift();
      if (key === undefined) return;
      const work = runHead(key).finally(() => {
        running.delete(work);
        start();
      });
      running.add(work);
    }
  };
  const markReady = (key: string): void => {
    ready.push(key);
    start();
  };
  const runHead = async (key: string): Promise<void> => {
    const [head] = items.get(key) ?? [];
    if (head === undefined) return;
    const outcome = await run(head);
    if (outcome.kind === "again") {
      const timer = setTimeout(() => {
        delayed.delete(timer);
        markReady(key);
      }, outcome.afterMs);
      delayed.add(timer);
      return;
    }
    const rest = items.get(key)?.slice(1) ?? [];
    if (rest.length === 0) items.delete(key);
    else {
      items.set(key, rest);
      ready.push(key);
    }
  };

  return {
    add: (key, item) => {
      const waiting = items.get(key);
      if (waiting !== undefined) waiting.push(item);
      else {
        items.set(key, [item]);
        markReady(key);
      }
    },
    stop: async () => {
      stopped = true;
      await Promise.all(running);
      delayed.forEach(clearTimeout);
    },
    rest: () => [...items.values()].flat(),
  };
}
