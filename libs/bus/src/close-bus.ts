import { setTimeout as sleep } from "node:timers/promises";
import type { Consumption } from "./bus.ts";
import type { Link } from "./link.ts";

/** Stops what is consumed, then sends what is buffered, each within its bound; in any case the connection is closed. */
export async function closeBus(
  link: Link,
  closing: AbortController,
  consumptions: ReadonlySet<Consumption>,
): Promise<void> {
  const { nats, logger, timing } = link;
  if (nats.isClosed()) return;
  const stopped = Promise.all([...consumptions].map((consumption) => consumption.stop()));
  if (!(await inTime(stopped, timing.closeMs))) logger.warn({}, "closed the bus while messages were being handled");
  closing.abort();
  if (!nats.isDraining() && link.isConnected()) await inTime(nats.drain(), timing.closeMs);
  await nats.close();
}

async function inTime(action: Promise<unknown>, boundMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(boundMs, false, { signal: timer.signal }).catch(() => false);
  const done = action.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    timer.abort();
  }
}
