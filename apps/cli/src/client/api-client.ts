import {
  jobsPageSchema,
  jobViewSchema,
  lifecycleEventSchema,
  refusalSchema,
  submittedSchema,
  type JobsPage,
  type JobView,
  type LifecycleEvent,
  type Submitted,
} from "@reelbus/contracts";
import { z } from "zod";
import { ApiRefusal, ApiUnreachable } from "./api-error.ts";
import { followEvents } from "./follow-events.ts";

const ANSWER_TIMEOUT_MS = 30_000;
const EVENTS_PER_PAGE = 500;

const eventsPageSchema = z.object({ Events: z.array(lifecycleEventSchema) });

/** The calls of the HTTP API that the command line makes. Answers are checked against the contract. */
export interface ApiClient {
  submit(body: Uint8Array): Promise<Submitted>;
  job(jobId: string): Promise<JobView>;
  jobs(query: Readonly<Record<string, string>>): Promise<JobsPage>;
  /** The events stored after `sequence`, all of them. */
  eventsAfter(jobId: string, sequence: number): Promise<LifecycleEvent[]>;
  /** Every event from `sequence` + 1 on as it comes, up to the terminal one; reconnects when cut. */
  follow(jobId: string, sequence: number, signal: AbortSignal): AsyncIterable<LifecycleEvent>;
  cancel(jobId: string): Promise<void>;
}

/** @param url where the API listens, for example `http://127.0.0.1:8080` */
export function createApiClient(url: string): ApiClient {
  const call = async (method: string, path: string, body?: Uint8Array): Promise<unknown> => {
    const answer = await request(new URL(path, url), method, body);
    const text = await answer.text();
    if (answer.ok) return text === "" ? null : parseJson(text, url);
    throw new ApiRefusal(answer.status, refusalSchema.parse(parseJson(text, url)));
  };
  const jobPath = (jobId: string, rest = "") => `jobs/${encodeURIComponent(jobId)}${rest}`;
  return {
    submit: async (body) => submittedSchema.parse(await call("POST", "jobs", body)),
    job: async (jobId) => jobViewSchema.parse(await call("GET", jobPath(jobId))),
    jobs: async (query) =>
      jobsPageSchema.parse(await call("GET", `jobs?${new URLSearchParams({ ...query }).toString()}`)),
    eventsAfter: async (jobId, sequence) => {
      const events: LifecycleEvent[] = [];
      for (;;) {
        const after = events.at(-1)?.Sequence ?? sequence;
        const path = jobPath(jobId, `/events?after=${String(after)}&limit=${String(EVENTS_PER_PAGE)}`);
        const page = eventsPageSchema.parse(await call("GET", path)).Events;
        events.push(...page);
        if (page.length < EVENTS_PER_PAGE) return events;
      }
    },
    follow: (jobId, sequence, signal) => followEvents(new URL(jobPath(jobId, "/events"), url), sequence, signal),
    cancel: async (jobId) => {
      await call("POST", jobPath(jobId, "/cancel"));
    },
  };
}

async function request(url: URL, method: string, body: Uint8Array | undefined): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      ...(body === undefined ? {} : { body: Buffer.from(body), headers: { "content-type": "application/json" } }),
    });
  } catch (cause) {
    throw new ApiUnreachable(`no answer from ${url.origin}; is 'reelbus up' running there? (see --url)`, { cause });
  }
}

function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiUnreachable(`${url} does not answer as a Reelbus API would`, { cause });
  }
}
