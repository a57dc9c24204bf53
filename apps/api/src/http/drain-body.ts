import type { IncomingMessage } from "node:http";

/** How much and how long is read of a body that is not wanted. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_MS = 10_000;

/**
 * Reads a request to its end and throws away what comes. A client that still sends when the connection is closed sees
 * that alone, and never the answer that says why. Ends early when it takes too long. Never rejects.
 */
export async function drainBody(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  await new Promise<void>((resolve) => {
    let bytes = 0;
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) end();
    };
    const end = () => {
      clearTimeout(timer);
      request.off("data", count).pause();
      resolve();
    };
    const timer = setTimeout(end, MOST_MS);
    request.on("data", count);
    for (const event of ["end", "error", "close"]) request.once(event, end);
    request.resume();
  });
}
