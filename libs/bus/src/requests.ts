import { setTimeout as sleep } from "node:timers/promises";
import { ReelbusError, type Reason } from "@reelbus/contracts";
import { JetStreamApiError } from "@nats-io/jetstream";
import {
  AuthorizationError,
  ConnectionError,
  NoRespondersError,
  RequestError,
  TimeoutError,
} from "@nats-io/transport-node";
import { backoffMs } from "./timing.ts";

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 1_000;
const SERVICE_UNAVAILABLE = 503;

export interface RequestOptions {
  /** What is tried, as the end of the sentence "The message bus could not ...". */
  readonly what: string;
  /** All tries together. */
  readonly boundMs: number;
  /** Aborts when the bus closes. */
  readonly signal: AbortSignal;
  /** While false, nothing is tried. @default always true */
  readonly canTry?: () => boolean;
  /** Told of the first try that fails and is followed by others. */
  readonly onFirstFailure?: (error: unknown) => void;
  /** The reason of the error when the bound is over. @default "internal" */
  readonly unanswered?: Reason;
}

/**
 * Tries again while the server can't be reached or elects a leader: in that gap a cluster says that JetStream is not
 * enabled. `operation` must be safe to repeat.
 * @throws ReelbusError `internal`, or `unanswered`: retryable when the bound is over or the bus closes, else not.
 */
export async function request<T>(operation: () => Promise<T>, options: RequestOptions): Promise<T> {
  const { what, boundMs, signal, canTry = () => true, onFirstFailure, unanswered = "internal" } = options;
  const deadline = performance.now() + boundMs;
  const isClosed = (): boolean => signal.aborted;
  let lastError: unknown;
  for (let failures = 1; ; failures += 1) {
    if (isClosed()) throw failure("internal", `${what}: the bus is closed`, true, lastError);
    if (canTry()) {
      try {
        return await operation();
      } catch (error) {
        if (!isTransient(error) && !isClosed()) throw failure("internal", `${what}: the server refused`, false, error);
        if (lastError === undefined) onFirstFailure?.(error);
        lastError = error;
      }
    }
    const pauseMs = backoffMs(failures, FIRST_PAUSE_MS, MAX_PAUSE_MS);
    if (performance.now() + pauseMs > deadline)
      throw failure(unanswered, `${what}: no answer in time`, true, lastError);
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether the same request can succeed later without anybody changing anything. */
export function isTransient(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof AuthorizationError) return false;
    if (current instanceof TimeoutError || current instanceof NoRespondersError) return true;
    if (current instanceof RequestError || current instanceof ConnectionError) return true;
    if (current instanceof JetStreamApiError) return current.status === SERVICE_UNAVAILABLE;
    if ("code" in current && typeof current.code === "string" && NETWORK_CODES.has(current.code)) return true;
  }
  return false;
}

const NETWORK_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EAI_AGAIN",
  "ENOTFOUND",
  "ETIMEDOUT",
]);

function failure(reason: Reason, what: string, retryable: boolean, cause: unknown): ReelbusError {
  return new ReelbusError(reason, `The message bus could not ${what}.`, { retryable, cause });
}
