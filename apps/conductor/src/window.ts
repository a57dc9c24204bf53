/** However slow the workers are, so many jobs wait for them on the bus, so that none waits for its next job. */
const SMALLEST = 16;
const LARGEST = 1_000;
const PERIOD_MS = 1_000;

/**
 * How many jobs of a phase wait for a worker on the bus. The rest waits in the database, where a job of a higher priority
 * overtakes it and a cancel costs nothing: on the bus lies about what the workers take in a second.
 */
export interface Window {
  /** A worker has taken a job. */
  started(): void;
  size(): number;
}

export function createWindow(nowMs: () => number = () => performance.now()): Window {
  let periodEndsMs = nowMs() + PERIOD_MS;
  let counted = 0;
  let before = 0;
  const turn = (): void => {
    const lateMs = nowMs() - periodEndsMs;
    if (lateMs < 0) return;
    before = lateMs < PERIOD_MS ? counted : 0;
    counted = 0;
    periodEndsMs = nowMs() + PERIOD_MS;
  };
  return {
    started: () => {
      turn();
      counted += 1;
    },
    size: () => {
      turn();
      return Math.min(LARGEST, Math.max(SMALLEST, before, counted));
    },
  };
}
