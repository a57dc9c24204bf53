import { ReelbusError, toReelbusError } from "@reelbus/contracts";

/** A part of the job description that names a location, and how to find out whether it can be used. */
export interface Part {
  /** Its path in the job description, for example `MessagePublishers[1]`. */
  readonly name: string;
  check(signal: AbortSignal): Promise<void>;
}

interface Failure {
  readonly part: string;
  readonly error: ReelbusError;
}

const LONGEST_MESSAGE = 4000;

/**
 * Checks all parts at the same time, each at most `limitMs` long. When several fail, the error is the first one's in the
 * order of the parts, and its message names the others too. Trying again can help only if it can help all of them.
 *
 * @throws {ReelbusError} what failed; the signal's reason after an abort
 */
export async function checkParts(parts: readonly Part[], limitMs: number, signal: AbortSignal): Promise<void> {
  const outcomes = await Promise.all(parts.map((part) => failureOf(part, limitMs, signal)));
  signal.throwIfAborted();
  const failures = outcomes.filter((outcome) => outcome !== null);
  const [first] = failures;
  if (first !== undefined) throw joined(first, failures);
}

async function failureOf(part: Part, limitMs: number, signal: AbortSignal): Promise<Failure | null> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new ReelbusError("timeout", `no answer within ${limitMs / 1000} s. Check that it can be reached.`));
  }, limitMs);
  const either = AbortSignal.any([signal, limit.signal]);
  try {
    // Not every check can be stopped: a dead network drive answers nobody.
    await Promise.race([part.check(either), rejectionBy(either)]);
    return null;
  } catch (error) {
    return { part: part.name, error: toReelbusError(limit.signal.aborted ? limit.signal.reason : error) };
  } finally {
    clearTimeout(timer);
  }
}

function rejectionBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const rejectNow = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) rejectNow();
    else signal.addEventListener("abort", rejectNow, { once: true });
  });
}

function joined({ error }: Failure, failures: readonly Failure[]): ReelbusError {
  const message = failures.map((failure) => `${failure.part}: ${failure.error.message}`).join(" Also ");
  const retryAfterMs = Math.max(...failures.map((failure) => failure.error.retryAfterMs ?? 0));
  return new ReelbusError(error.reason, message.slice(0, LONGEST_MESSAGE), {
    retryable: failures.every((failure) => failure.error.retryable),
    ...(retryAfterMs > 0 ? { retryAfterMs } : {}),
    cause: error,
  });
}
