import { isTerminal, lifecycleEventSchema, refusalSchema, type LifecycleEvent } from "@reelbus/contracts";
import { setTimeout as delay } from "node:timers/promises";
import { ApiRefusal, ApiUnreachable } from "./api-error.ts";
import { readServerSentEvents } from "./server-sent-events.ts";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** Tries in a row that bring no event before the API counts as gone: about half a minute. */
const FRUITLESS_TRIES = 10;

/** Follows a job's events live up to the terminal one; a cut connection is resumed by `Last-Event-ID`. */
export async function* followEvents(url: URL, sequence: number, signal: AbortSignal): AsyncIterable<LifecycleEvent> {
  let last = sequence;
  let fruitless = 0;
  for (;;) {
    signal.throwIfAborted();
    try {
      for await (const event of openStream(url, last, signal)) {
        last = event.Sequence;
        fruitless = 0;
        yield event;
        if (isTerminal(event.EventType)) return;
      }
    } catch (error) {
      if (error instanceof ApiRefusal && !isPassing(error)) throw error;
      signal.throwIfAborted();
      if (fruitless >= FRUITLESS_TRIES) throw new ApiUnreachable(`no answer from ${url.origin}`, { cause: error });
    }
    fruitless += 1;
    await delay(Math.min(FIRST_PAUSE_MS * 2 ** fruitless, LONGEST_PAUSE_MS), undefined, { signal });
  }
}

/** A refusal that says "later": too many streams, or a part of the system that is away. */
function isPassing({ status }: ApiRefusal): boolean {
  return status === 429 || status >= 500;
}

async function* openStream(url: URL, last: number, signal: AbortSignal): AsyncIterable<LifecycleEvent> {
  const answer = await fetch(url, {
    headers: { accept: "text/event-stream", "last-event-id": String(last) },
    signal,
  });
  if (!answer.ok || answer.body === null) throw new ApiRefusal(answer.status, refusalSchema.parse(await answer.json()));
  for await (const data of readServerSentEvents(answer.body)) yield lifecycleEventSchema.parse(JSON.parse(data));
}
