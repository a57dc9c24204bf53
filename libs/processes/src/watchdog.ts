/** Calls back once when no sign of life came for a while. */
export interface Watchdog {
  touch(): void;
  stop(): void;
}

/** @param limitMs the longest time between two signs of life, and before the first one. */
export function startWatchdog(limitMs: number, onSilence: () => void): Watchdog {
  const timer = setTimeout(onSilence, limitMs);
  return {
    touch: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  };
}
