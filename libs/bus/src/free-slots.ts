/** Slots for handlers; whoever has messages to fetch takes all that are free. */
export interface FreeSlots {
  /** Waits for a free slot, and a moment for those that get free together. Resolves to how many it took, 0 after an abort. */
  takeAll(): Promise<number>;
  giveBack(count: number): void;
}

export function createFreeSlots(count: number, signal: AbortSignal): FreeSlots {
  let free = count;
  let waiting: (() => void)[] = [];
  const wakeAll = (): void => {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  const isOver = (): boolean => signal.aborted;
  signal.addEventListener("abort", wakeAll, { once: true });
  return {
    takeAll: async () => {
      for (;;) {
        await new Promise(setImmediate);
        if (isOver()) return 0;
        if (free > 0) {
          const taken = free;
          free = 0;
          return taken;
        }
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    giveBack: (count) => {
      free += count;
      waiting.shift()?.();
    },
  };
}
