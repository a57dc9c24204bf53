import { setTimeout as sleep } from "node:timers/promises";
import type { Broker } from "./broker.ts";

const RECONNECT_AFTER_MS = 100;

export interface Reading extends AsyncDisposable {
  /** Why the reader was interrupted last; null while it never was. */
  readonly lastError: unknown;
}

/** Reads from a broker until disposed of, again after each interruption. */
export function keepReading({ read }: Pick<Broker, "read">, store: (body: unknown) => void): Reading {
  const stopping = new AbortController();
  const { signal } = stopping;
  let lastError: unknown = null;
  const run = async () => {
    do {
      await read(store, signal).catch((error: unknown) => (lastError = error));
      await sleep(RECONNECT_AFTER_MS);
    } while (!signal.aborted);
  };
  const reading = run();
  return {
    get lastError() {
      return lastError;
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await reading;
    },
  };
}
