/** Calls back once when no sign of life came for a while. */
export interface Watchdog {
  touch(): void;
  stop(): void;
}

/** How often within the limit the growth is looked at while nobody touches. */
const LOOKS = 4;

/**
 * @param limitMs the longest time between two signs of life, and before the first one; it may be a quarter more where the
 *   last sign was growth, which is found at the next look
 * @param grown what grows is a sign of life too; asked only while nobody touches. It must not reject.
 */
export function startWatchdog(
  limitMs: number,
  onSilence: () => void,
  grown: () => Promise<number> = () => Promise.resolve(0),
): Watchdog {
  let stopped = false;
  let silentLooks = 0;
  let last = 0;
  const timer = setTimeout(() => void look(), limitMs / LOOKS);

  async function look(): Promise<void> {
    const now = await grown();
    if (stopped) return;
    silentLooks = now > last ? 0 : silentLooks + 1;
    last = now;
    if (silentLooks < LOOKS) timer.refresh();
    else onSilence();
  }

  return {
    touch() {
      silentLooks = 0;
      if (!stopped) timer.refresh();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
