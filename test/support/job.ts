import {
  EVENT_TYPES,
  isTerminal,
  jobDetailsSchema,
  lifecycleEventSchema,
  submittedSchema,
  type EventType,
  type JobDescriptionInput,
  type JobView,
  type LifecycleEvent,
} from "@reelbus/contracts";
import { waitFor } from "@reelbus/testing";
import assert from "node:assert/strict";

/** Long enough for a short film on a busy machine; a bound, not an expectation. */
const JOB_TIMEOUT_MS = 120_000;

/** A job description for a small film; `overrides` replaces top-level properties. */
export function smallJob(
  folders: { readonly source: string; readonly published: string },
  overrides: Partial<JobDescriptionInput> = {},
): JobDescriptionInput {
  return {
    ContentAcquisition: { Provider: "Local", UriPath: folders.source },
    MediaMappings: { MediaDetection: "Convention" },
    ContentProcessing: { OutputFormat: ["Cmaf"], OptimizeFor: "Speed", SegmentDurationInSeconds: 1 },
    ContentPublishing: { Provider: "Local", UriPath: folders.published },
    ...overrides,
  };
}

/** Posts a job; resolves with the answer, whatever it is. */
export function postJob(url: string, job: JobDescriptionInput): Promise<Response> {
  return fetch(new URL("jobs", url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(job),
  });
}

/** Posts a job; resolves with its JobId. */
export async function submit(url: string, job: JobDescriptionInput): Promise<string> {
  const answer = await postJob(url, job);
  const body: unknown = await answer.json();
  assert.equal(answer.status, 201, JSON.stringify(body));
  return submittedSchema.parse(body).JobId;
}

/** The job as the API shows it now. */
export async function view(url: string, jobId: string): Promise<JobView> {
  return jobDetailsSchema.parse(await (await fetch(new URL(`jobs/${jobId}`, url))).json());
}

/** The job's events so far, each checked against the contract. */
export async function eventsOf(url: string, jobId: string): Promise<LifecycleEvent[]> {
  const answer = (await (await fetch(new URL(`jobs/${jobId}/events?limit=500`, url))).json()) as { Events: unknown[] };
  return answer.Events.map((event) => lifecycleEventSchema.parse(event));
}

/** Waits for the terminal event; resolves with all events. */
export async function untilEnded(url: string, jobId: string, timeoutMs = JOB_TIMEOUT_MS): Promise<LifecycleEvent[]> {
  return waitFor(
    async () => {
      const events = await eventsOf(url, jobId);
      const last = events.at(-1);
      return last !== undefined && isTerminal(last.EventType) ? events : null;
    },
    { what: `job ${jobId} to end`, timeoutMs, intervalMs: 100 },
  );
}

/** Waits for the first event of a type. */
export async function untilEvent(url: string, jobId: string, type: EventType): Promise<LifecycleEvent> {
  return waitFor(async () => (await eventsOf(url, jobId)).find((event) => event.EventType === type), {
    what: `${type} of job ${jobId}`,
    timeoutMs: JOB_TIMEOUT_MS,
    intervalMs: 50,
  });
}

/** The types in their order, with repeated progress events told once. */
export function historyOf(events: readonly LifecycleEvent[]): EventType[] {
  return events.map((event) => event.EventType).filter((type, index, all) => type !== all[index - 1]);
}

/** What `historyOf` gives for a job that succeeds: every event but the one that tells of a failure. */
export const WHOLE_HISTORY: readonly EventType[] = EVENT_TYPES.filter((type) => type !== "FinalError");

/** Asserts the promises of the contract that every job's history keeps. */
export function assertPromises(events: readonly LifecycleEvent[]): void {
  assert.deepEqual(
    events.map((event) => event.Sequence),
    events.map((_, index) => index + 1),
    "Sequence has a gap",
  );
  assert.equal(new Set(events.map((event) => event.EventId)).size, events.length, "an EventId occurs twice");
  assert.deepEqual(
    events.map((event) => isTerminal(event.EventType)),
    events.map((_, index) => index === events.length - 1),
    "exactly one terminal event, and it is the last",
  );
  for (const type of ["AcquisitionProgress", "EncodingProgress"] as const) {
    const progress = events.flatMap((event) => (event.EventType === type ? [event.Progress] : []));
    assert.deepEqual(
      progress,
      progress.toSorted((a, b) => a - b),
      `${type} falls`,
    );
  }
}
