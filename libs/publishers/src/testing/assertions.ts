import assert from "node:assert/strict";
import { REASONS, ReelbusError, type LifecycleEvent, type Reason } from "@reelbus/contracts";
import { layCable, type Cable } from "@reelbus/testing";
import { closedError, PublishError } from "../publish-error.ts";
import type { Publisher } from "../publisher.ts";
import type { ConformanceTarget } from "./conformance-target.ts";

/** Never aborts. */
export const forever = new AbortController().signal;

/** No case may hang; far above every limit of an adapter that is not `LONG_MS`. */
const PATIENCE_MS = 30_000;

/** A limit of an adapter that can't end anything while a case runs. */
export const LONG_MS = 20 * PATIENCE_MS;

/** The settled promise, or a failure when it does not settle at all. */
export async function settles<T>(work: Promise<T>, what: string): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new assert.AssertionError({ message: `${what} never ended` })), PATIENCE_MS);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** The PublishError that `publish` rejects with. */
export async function failureOf(publishing: Promise<void>): Promise<PublishError> {
  const error = await settles(
    publishing.then(
      () => assert.fail("publish resolved"),
      (thrown: unknown) => thrown,
    ),
    "publish",
  );
  if (!(error instanceof PublishError))
    throw new assert.AssertionError({ message: `not a PublishError: ${String(error)}` });
  return error;
}

/** Fails unless the call rejects with this reason and the retryability that belongs to it, or the one that is given. */
export async function assertRefused(
  call: Promise<void>,
  reason: Reason,
  retryable = REASONS[reason].retryable,
): Promise<void> {
  const error = await settles(
    call.then(
      () => assert.fail(`resolved instead of rejecting with ${reason}`),
      (thrown: unknown) => thrown,
    ),
    "the call",
  );
  assert.ok(error instanceof ReelbusError, String(error));
  assert.deepEqual([error.reason, error.retryable], [reason, retryable], error.message);
  if (error instanceof PublishError) assert.equal(error.deliveredCount, 0);
}

/** Fails unless a message says what to do, in a sentence of its own behind what happened. */
export function assertAdvises(message: string): void {
  assert.match(message, /[^.]\. [A-Z][^.]+(?:\.[^.]+)*\.$/u);
}

/** Fails unless `close` ended the call. */
export async function assertEndedByClose(publishing: Promise<void>): Promise<void> {
  const { reason, retryable, message } = await failureOf(publishing);
  const expected = closedError(); // any crash is `internal`, too
  assert.deepEqual([reason, retryable, message], [expected.reason, expected.retryable, expected.message]);
}

/** Fails unless a signal that aborted with `cause` ended the call. */
export async function assertEndedByAbort(publishing: Promise<void>, cause: Error): Promise<void> {
  const error = await failureOf(publishing);
  assert.deepEqual([error.reason, error.retryable], ["timeout", true], error.message);
  assert.ok(causesOf(error).includes(cause), `ended by something else: ${error.message}`);
}

function causesOf(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}

/** For `assert.rejects`: a PublishError with this reason after so many events. */
export function isPublishError(reason: Reason, deliveredCount: number): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof PublishError, String(error));
    assert.deepEqual([error.reason, error.deliveredCount], [reason, deliveredCount], error.message);
    return true;
  };
}

/** The bodies that have arrived, as events. */
export async function receivedEvents(target: ConformanceTarget): Promise<LifecycleEvent[]> {
  return (await target.received()).map(({ body }) => body as LifecycleEvent);
}

/** Lays a cable to the target's server. */
export function layCableTo({ port }: ConformanceTarget): Promise<Cable> {
  assert.ok(port !== null, "skip this case where nothing can be put in front of the server");
  return layCable(port);
}

/** Runs with an open publisher of the target and closes it. @param port as `target.open` takes it */
export function withPublisher(
  target: ConformanceTarget,
  body: (publisher: Publisher) => Promise<void>,
  port?: number,
): Promise<void> {
  return withOpened(target.open(port), body);
}

/** Runs with this publisher and closes it. */
export async function withOpened(publisher: Publisher, body: (publisher: Publisher) => Promise<void>): Promise<void> {
  try {
    await body(publisher);
  } finally {
    await publisher.close();
  }
}
