import { once } from "node:events";
import type { ServerResponse } from "node:http";

/**
 * Writes to a reader and waits until it has taken enough for more.
 * @throws Error when it takes nothing for `timeoutMs`, or `signal` aborts, or the connection is gone
 */
export async function writeBounded(
  response: ServerResponse,
  text: string,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  signal.throwIfAborted();
  if (response.write(text)) return;
  await once(response, "drain", { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
}
