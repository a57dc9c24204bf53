const MIN_INTERVAL_MS = 1_000;

/** Passes on what it is told, at most once a second; what comes in between is replaced by what comes later. */
export interface ProgressReporter<D> {
  readonly report: (percent: number, details: D) => void;
  /** Passes on at once what still waits, and ends. */
  finish(): void;
  /** Forgets what still waits, and ends. */
  cancel(): void;
}

export function createProgressReporter<D>(send: (percent: number, details: D) => void): ProgressReporter<D> {
  let waiting: (() => void) | null = null;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  const sendWaiting = (): void => {
    timer = undefined;
    if (waiting === null) return;
    const sendNow = waiting;
    waiting = null;
    timer = setTimeout(sendWaiting, MIN_INTERVAL_MS);
    sendNow();
  };
  const end = (): void => {
    ended = true;
    clearTimeout(timer);
  };

  return {
    report: (percent, details) => {
      if (ended || Number.isNaN(percent)) return;
      const bounded = Math.min(100, Math.max(0, percent));
      waiting = () => send(bounded, details);
      if (timer === undefined) sendWaiting();
    },
    finish: () => {
      end();
      waiting?.();
      waiting = null;
    },
    cancel: end,
  };
}
