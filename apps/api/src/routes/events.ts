import { eventsPageSchema, eventsQuerySchema, refusalSchema, type EventsPage } from "@reelbus/contracts";
import type { FastifyRequest } from "fastify";
import { RefusedRequest } from "../answer.ts";
import { parseQuery } from "../http/parse-query.ts";
import { idOf, type Route, type RouteContext } from "../http/route.ts";
import { send } from "../http/send.ts";
import { unknownJob } from "../unknown-job.ts";

/** `GET /jobs/{id}/events` */
export const eventsRoute: Route = {
  method: "GET",
  path: "/jobs/{id}/events",
  documentation: {
    operationId: "listEvents",
    summary: "The event history of a job, or its events live",
    description:
      "With `Accept: text/event-stream` the events come as they happen, those that are there first: `id` is the Sequence, `event` the EventType, `data` the event. The stream ends after the terminal event. Resume a cut stream with `Last-Event-ID`.",
    query: eventsQuerySchema,
    headers: { "Last-Event-ID": "Live only: the Sequence of the last event that came; wins over `after`." },
    responses: {
      200: {
        description: "A page of events, or the stream.",
        schema: eventsPageSchema,
        others: { "text/event-stream": "Server-sent events." },
      },
      204: { description: "Live only: the job has ended and has no more events. Browsers stop asking then." },
      400: { description: "The query has problems.", schema: refusalSchema },
      404: { description: "There is no such job.", schema: refusalSchema },
      429: {
        description: "Live only: too many streams at a time.",
        schema: refusalSchema,
        headers: { "Retry-After": "Seconds." },
      },
    },
  },
  handler: (context) => async (request, reply) => {
    const jobId = idOf(request).toLowerCase();
    const { after, limit } = parseQuery(eventsQuerySchema, request.query);
    if (wantsStream(request)) {
      await context.streams.serve(reply, jobId, lastEventId(request) ?? after);
      return reply;
    }
    return send(reply, { status: 200, body: await page(context, jobId, after, limit) });
  },
};

async function page(context: RouteContext, jobId: string, after: number, limit: number): Promise<EventsPage> {
  const { store } = context.dependencies;
  const found = await store.events.after(jobId, after, limit + 1);
  if (found.length === 0 && (await store.jobs.view(jobId)) === null) throw unknownJob();
  const events = found.slice(0, limit);
  return { Events: events, NextAfter: found.length > limit ? (events.at(-1)?.Sequence ?? null) : null };
}

function wantsStream({ headers }: FastifyRequest): boolean {
  return (headers.accept ?? "").split(",").some((one) => /^\s*text\/event-stream\s*(?:;|$)/iu.test(one));
}

function lastEventId({ headers }: FastifyRequest): number | null {
  const value = headers["last-event-id"];
  if (value === undefined || value === "") return null;
  if (typeof value === "string" && /^\d{1,9}$/u.test(value)) return Number(value);
  throw new RefusedRequest(400, "invalid-request", "Last-Event-ID is not the id of an event of this stream.");
}
