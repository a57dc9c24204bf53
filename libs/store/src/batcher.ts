/** How calls are put together. */
export interface BatcherOptions<Item, Result> {
  /** Items of one batch at most. */
  readonly maxItems: number;
  /** Batches that run at a time. */
  readonly maxRunning: number;
  /** Two items of one key never share a batch. */
  readonly keyOf: (item: Item) => string;
  /** Does all items at once; resolves to their results in the same order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Whether one of the items may be to blame for a failure: then each is tried alone, and none fails for another. */
  readonly mayBeOneItem: (error: unknown) => boolean;
}

/**
 * Group commit: calls that come while others run wait for each other and go together. Nothing waits for more calls to
 * come, so a single one takes no longer than without this; the more there are, the less each costs.
 */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): (item: Item) => Promise<Result> {
  const { maxItems, maxRunning, keyOf, run } = options;
  let waiting: Call<Item, Result>[] = [];
  let running = 0;
  let isStarting = false;

  const takeBatch = (): Call<Item, Result>[] => {
    const batch = new Map<string, Call<Item, Result>>();
    const rest: Call<Item, Result>[] = [];
    for (const call of waiting) {
      const key = keyOf(call.item);
      if (batch.size < maxItems && !batch.has(key)) batch.set(key, call);
      else rest.push(call);
    }
    waiting = rest;
    return [...batch.values()];
  };
  const start = (): void => {
    isStarting = false;
    while (running < maxRunning && waiting.length > 0) {
      running += 1;
      void settle(takeBatch()).finally(() => {
        running -= 1;
        start();
      });
    }
  };
  const settle = async (batch: readonly Call<Item, Result>[]): Promise<void> => {
    try {
      const results = await run(batch.map(({ item }) => item));
      batch.forEach((call, index) => call.resolve(results[index] as Result));
    } catch (error) {
      if (batch.length > 1 && options.mayBeOneItem(error)) for (const call of batch) await settle([call]);
      else for (const call of batch) call.reject(error);
    }
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isStarting) return;
      isStarting = true;
      // After what else is happening now: calls made by one event of the process go together.
      setImmediate(start);
    });
}

interface Call<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}
