import {
  cancellationSchema,
  deliveriesPageSchema,
  eventsPageSchema,
  jobDetailsSchema,
  jobsPageSchema,
  publisherTestSchema,
  redriveSchema,
  replaySchema,
  submittedSchema,
  type DeliveriesPage,
  type EventsPage,
  type JobDetails,
  type JobsPage,
  type JobView,
  type LifecycleEvent,
  type PublisherTest,
  type Replay,
  type ReplayRequest,
  type Submitted,
} from "@reelbus/contracts";
import type { z } from "zod";
import { ApiUnreachable } from "./api-error.ts";
import { followEvents } from "./follow-events.ts";
import { parseAnswer, parseRefusal } from "./parse-answer.ts";

const ANSWER_TIMEOUT_MS = 30_000;
/** The API itself gives a publisher up some seconds earlier. */
const PUBLISHER_TEST_TIMEOUT_MS = 60_000;

/**
 * The calls of the HTTP API that the command line makes. Answers are checked against the contract.
 *
 * Each throws ApiRefusal when the API refuses, ApiUnreachable when there is no answer or a foreign one.
 */
export interface ApiClient {
  /** `isKnown`: the same job was posted before under its IdempotencyKey; this is the job of then. */
  submit(body: Uint8Array): Promise<{ readonly job: Submitted; readonly isKnown: boolean }>;
  job(jobId: string): Promise<JobDetails>;
  jobs(query: Readonly<Record<string, string>>): Promise<JobsPage>;
  /** The events stored after `sequence`, all of them. */
  eventsAfter(jobId: string, sequence: number): Promise<LifecycleEvent[]>;
  /** The first event of a job and its last ones, without those between. */
  firstAndLastEvents(job: Pick<JobView, "JobId" | "LastSequence">, last: number): Promise<LifecycleEvent[]>;
  /** Every event from `sequence` + 1 on as it comes, up to the terminal one; reconnects when cut. */
  follow(jobId: string, sequence: number, signal: AbortSignal): AsyncIterable<LifecycleEvent>;
  cancel(jobId: string): Promise<void>;
  deliveries(query: Readonly<Record<string, string>>): Promise<DeliveriesPage>;
  /** @param settings for the publisher, as JSON, in place of those that the job has */
  redrive(deliveryId: string, settings?: Uint8Array): Promise<void>;
  replay(jobId: string, request: ReplayRequest): Promise<Replay>;
  /** @param settings of a publisher, as JSON */
  testPublisher(settings: Uint8Array): Promise<PublisherTest>;
}

/** @param origin where the API listens, for example `http://127.0.0.1:8080` */
export function createApiClient(origin: string): ApiClient {
  const exchange = async <T extends z.ZodType>(
    schema: T,
    method: string,
    path: string,
    body?: Uint8Array,
    timeoutMs = ANSWER_TIMEOUT_MS,
  ): Promise<{ value: z.output<T>; status: number }> => {
    const url = new URL(path, origin);
    const { ok, status, text } = await request(url, method, body, timeoutMs);
    if (!ok) throw parseRefusal(status, text, url);
    return { value: parseAnswer(schema, text, url), status };
  };
  const call = async <T extends z.ZodType>(schema: T, method: string, path: string): Promise<z.output<T>> =>
    (await exchange(schema, method, path)).value;
  const jobPath = (jobId: string, rest = "") => `jobs/${encodeURIComponent(jobId)}${rest}`;
  const eventPage = (jobId: string, query: string) => call(eventsPageSchema, "GET", jobPath(jobId, `/events?${query}`));
  const eventsAfter = async (jobId: string, sequence: number) => {
    const events: LifecycleEvent[] = [];
    for (let after: number | null = sequence; after !== null;) {
      const page: EventsPage = await eventPage(jobId, `after=${after}`);
      events.push(...page.Events);
      after = page.NextAfter;
    }
    return events;
  };
  return {
    submit: async (body) => {
      const { value, status } = await exchange(submittedSchema, "POST", "jobs", body);
      return { job: value, isKnown: status === 200 };
    },
    job: (jobId) => call(jobDetailsSchema, "GET", jobPath(jobId)),
    jobs: (query) => call(jobsPageSchema, "GET", `jobs?${new URLSearchParams({ ...query }).toString()}`),
    eventsAfter,
    firstAndLastEvents: async ({ JobId, LastSequence }, last) => {
      const [first, rest] = await Promise.all([
        eventPage(JobId, "after=0&limit=1"),
        eventsAfter(JobId, Math.max(1, LastSequence - last)),
      ]);
      return [...first.Events, ...rest];
    },
    follow: (jobId, sequence, signal) => followEvents(new URL(jobPath(jobId, "/events"), origin), sequence, signal),
    cancel: async (jobId) => {
      await call(cancellationSchema, "POST", jobPath(jobId, "/cancel"));
    },
    deliveries: (query) =>
      call(deliveriesPageSchema, "GET", `deliveries?${new URLSearchParams({ ...query }).toString()}`),
    redrive: async (deliveryId, settings) => {
      await exchange(redriveSchema, "POST", `deliveries/${encodeURIComponent(deliveryId)}/redrive`, settings);
    },
    replay: async (jobId, request) => {
      const body = Buffer.from(JSON.stringify(request));
      return (await exchange(replaySchema, "POST", jobPath(jobId, "/events/replay"), body)).value;
    },
    testPublisher: async (settings) =>
      (await exchange(publisherTestSchema, "POST", "publishers/test", settings, PUBLISHER_TEST_TIMEOUT_MS)).value,
  };
}

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

async function request(url: URL, method: string, body: Uint8Array | undefined, timeoutMs: number): Promise<Answer> {
  try {
    const answer = await fetch(url, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: Buffer.from(body), headers: { "content-type": "application/json" } }),
    });
    return { ok: answer.ok, status: answer.status, text: await answer.text() };
  } catch (cause) {
    throw new ApiUnreachable(`no answer from ${url.origin}; is 'reelbus up' running there? (see --url)`, { cause });
  }
}
