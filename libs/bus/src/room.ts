/** Counts what is in hand, and makes a taker wait while it is too much. */
export interface Room {
  enter(): void;
  leave(): void;
  /** How much more may come in; at least 1 after `available`. */
  free(): number;
  /** Resolves when at least half is free, or `signal` aborts. */
  available(signal: AbortSignal): Promise<void>;
}

export function createRoom(capacity: number): Room {
  let taken = 0;
  let wake: (() => void) | undefined;
  const isAvailable = (): boolean => taken <= capacity / 2;
  return {
    enter: () => {
      taken += 1;
    },
    leave: () => {
      taken -= 1;
      if (isAvailable()) wake?.();
    },
    free: () => Math.max(1, capacity - taken),
    available: async (signal) => {
      if (isAvailable() || signal.aborted) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      wake = undefined;
    },
  };
}
