const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** One ^C can arrive twice: from the terminal, and passed on by npm. What follows so soon is no second one. */
const SAME_KEY_MS = 250;

/** A signal ended the program before its work was done. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("interrupted");
  }
}

/**
 * Does work that ends early, and in order, when its signal aborts: at the first SIGINT or SIGTERM. A second one gives
 * up waiting and ends the process: what was running is then found and finished by the next start.
 */
export async function untilSignal<T>(work: (stopping: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  let firstAtMs: number | null = null;
  const onSignal = () => {
    const nowMs = performance.now();
    firstAtMs ??= nowMs;
    if (nowMs - firstAtMs > SAME_KEY_MS) process.exit(130);
    stopping.abort(new Interrupted());
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await work(stopping.signal);
  } finally {
    // After a first signal the program ends by itself; the same ^C may arrive again when all has stopped.
    if (!stopping.signal.aborted) for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

/** Starts something, says so, and stops it in order at the first signal. */
export async function runUntilSignal<T extends { stop(): Promise<void> }>(
  start: () => Promise<T>,
  whenReady: (running: T) => void,
): Promise<void> {
  await untilSignal(async (stopping) => {
    const running = await start();
    whenReady(running);
    await aborted(stopping);
    process.stderr.write("stopping: running work gets a moment to finish; ^C again ends at once\n");
    await running.stop();
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
