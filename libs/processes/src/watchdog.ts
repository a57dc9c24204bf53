/** Calls back once when no sign of life came for a while. */
export interface Watchdog {
  readonly touch: () => void;
  readonly stop: () => void;
}

/** How often within the limit the growth is looked at while nobody touches. */
const LOOKS = 4;

/**
 * @param limitMs the longest time between two signs of life, and before the first one; it may be a quarter more where the
 *   last sign was growth, which is found at the next look, or where a look has no answer
 * @param grown what grows is a sign of life too; asked only while nobody touches, once at a time. It must not reject; while
 *   it does not answer, as on a dead disk, nothing counts as grown.
 */
export function startWatchdog(
  limitMs: number,
  onSilence: () => void,
  grown: () => Promise<number> = () => Promise.resolve(0),
): Watchdog {
  let stopped = false;
  let looking = false;
  let silentLooks = 0;
  let last = 0;
  const timer = setInterval(tick, limitMs / LOOKS);

  function tick(): void {
    // Silent until the answer says otherwise.
    silentLooks += 1;
    if (silentLooks > LOOKS) end();
    else if (!looking) void look();
  }

  async function look(): Promise<void> {
    looking = true;
    const now = await grown();
    looking = false;
    if (stopped) return;
    if (now > last) silentLooks = 0;
    last = now;
    if (silentLooks >= LOOKS) end();
  }

  function end(): void {
    stop();
    onSilence();
  }

  function stop(): void {
    stopped = true;
    clearInterval(timer);
  }

  return {
    touch() {
      silentLooks = 0;
      if (!stopped) timer.refresh();
    },
    stop,
  };
}
