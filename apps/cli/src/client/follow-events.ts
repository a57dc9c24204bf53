import { isTerminal, lifecycleEventSchema, type LifecycleEvent } from "@reelbus/contracts";
import { setTimeout as delay } from "node:timers/promises";
import { ApiRefusal, ApiUnreachable } from "./api-error.ts";
import { parseAnswer, parseRefusal } from "./parse-answer.ts";
import { readServerSentEvents } from "./server-sent-events.ts";

/** How a stream that was cut, or could not be opened, is tried again. */
export interface FollowTiming {
  /** The pause before the second try in a row; each one after it is twice as long. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Tries in a row that bring no event before the API counts as gone. */
  readonly fruitlessTries: number;
}

/** Gives up after about half a minute. */
const FOLLOW_TIMING: FollowTiming = { firstPauseMs: 500, longestPauseMs: 5_000, fruitlessTries: 10 };

/**
 * Follows a job's events live up to the terminal one; a cut connection is resumed by `Last-Event-ID`. Ends too when
 * the API answers that there is nothing more to come.
 *
 * @param timing @default FOLLOW_TIMING
 * @throws ApiRefusal when the API refuses for good, or says "later" once too often
 * @throws ApiUnreachable when it does not answer, or not as an API of Reelbus would
 */
export async function* followEvents(
  url: URL,
  sequence: number,
  signal: AbortSignal,
  timing: FollowTiming = FOLLOW_TIMING,
): AsyncIterable<LifecycleEvent> {
  let last = sequence;
  let fruitless = 0;
  for (;;) {
    signal.throwIfAborted();
    let cause: unknown = null;
    try {
      const stream = await openStream(url, last, signal);
      if (stream === null) return;
      for await (const data of readServerSentEvents(stream)) {
        const event = parseAnswer(lifecycleEventSchema, data, url);
        last = event.Sequence;
        fruitless = 0;
        yield event;
        if (isTerminal(event.EventType)) return;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!mayPass(error)) throw error;
      cause = error;
    }
    fruitless += 1;
    if (fruitless >= timing.fruitlessTries) throw gaveUp(url, cause);
    const pauseMs = Math.min(timing.firstPauseMs * 2 ** (fruitless - 1), timing.longestPauseMs);
    await delay(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** The body of the stream; null when the job has ended and has no more events. */
async function openStream(url: URL, last: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | null> {
  const answer = await fetch(url, {
    headers: { accept: "text/event-stream", "last-event-id": String(last) },
    signal,
  });
  if (answer.status === 204) return null;
  if (!answer.ok) {
    const text = await answer.text();
    // What stands in front of an API that is away answers in words of its own.
    if (isPassing(answer.status) && !isJson(answer)) throw new Error(`${url.origin} answers ${answer.status}`);
    throw parseRefusal(answer.status, text, url);
  }
  if (answer.body === null) throw new Error(`${url.origin} answers nothing`);
  return answer.body;
}

/** Whether a failure is one that another try may not meet: a broken connection, or "later". */
function mayPass(error: unknown): boolean {
  if (error instanceof ApiRefusal) return isPassing(error.status);
  return !(error instanceof ApiUnreachable) && !(error instanceof RangeError);
}

/** Too many streams, or a part of the system that is away. */
function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}

function isJson(answer: Response): boolean {
  return (answer.headers.get("content-type") ?? "").startsWith("application/json");
}

function gaveUp(url: URL, cause: unknown): Error {
  if (cause instanceof ApiRefusal) return cause;
  return new ApiUnreachable(`no answer from ${url.origin}`, { cause });
}
