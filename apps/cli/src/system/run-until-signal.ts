/**
 * Starts something, says so, and stops it in order on SIGINT or SIGTERM. A second signal gives up waiting: what was
 * running is then found and finished by the next start.
 */
export async function runUntilSignal<T extends { stop(): Promise<void> }>(
  start: () => Promise<T>,
  whenReady: (running: T) => void,
): Promise<void> {
  using first = nextSignal();
  const running = await start();
  whenReady(running);
  await first.received;
  using second = nextSignal();
  const gaveUp = await Promise.race([running.stop().then(() => false), second.received.then(() => true)]);
  if (gaveUp) process.exit(130);
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** The next signal that asks for an end; until disposed, signals don't end the process by themselves. */
export function nextSignal(): Disposable & { readonly received: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const onSignal = () => {
    resolve(undefined);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    received: promise,
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
