import { setTimeout } from "node:timers/promises";
import { EventInbox, EventNotTakenError, EventParseError } from "@reelbus/consumer";
import { openStore } from "./store.ts";

// Without a broker: fetches the events of all jobs from the API. Several of these programs share the jobs.
const { REELBUS_URL = "http://127.0.0.1:8080", DATABASE = "events.db" } = process.env;

const inbox = new EventInbox(openStore(DATABASE), { holdMs: 0 }); // what a page lacks comes by no other way

for (;;) {
  const isEmpty = await takePage().catch(told); // what is not confirmed is given again after 30 s
  if (isEmpty ?? true) await setTimeout(1_000);
}

/** Whether there was nothing to take. */
async function takePage(): Promise<boolean> {
  const { Events, Cursor } = await call<{ Events: unknown[]; Cursor: string | null }>("/events?max=500");
  if (Cursor === null) return true;
  for (const event of Events) await take(event);
  await call("/events/confirm", JSON.stringify({ Cursor }));
  return false;
}

/** What never becomes an event is confirmed with the others, as is what comes behind it in its job: look at it. */
async function take(event: unknown): Promise<void> {
  try {
    await takeInOrder(event);
  } catch (error) {
    if (!(error instanceof EventParseError)) throw error;
    console.error(error, event);
  }
}

/** Whoever has confirmed the events before this one, they are given to nobody any more: the job's history has them. */
async function takeInOrder(event: unknown): Promise<void> {
  try {
    await inbox.take(event);
  } catch (error) {
    if (!(error instanceof EventNotTakenError) || error.reason !== "gap") throw error;
    const after = (error.missingSequence ?? 1) - 1;
    const { Events } = await call<{ Events: unknown[] }>(`/jobs/${error.jobId}/events?after=${after}`);
    if (Events.length === 0) throw error;
    for (const earlier of Events) await inbox.take(earlier);
    await takeInOrder(event);
  }
}

async function call<T>(path: string, body?: string): Promise<T> {
  const sent = body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body };
  const response = await fetch(`${REELBUS_URL}${path}`, { ...sent, signal: AbortSignal.timeout(20_000) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

function told(error: unknown): undefined {
  console.error(error);
}
