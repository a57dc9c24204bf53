import {
  cancellationSchema,
  jobDetailsSchema,
  jobsPageSchema,
  jobsQuerySchema,
  refusalSchema,
  type Cancellation,
} from "@reelbus/contracts";
import { RefusedRequest } from "../answer.ts";
import { refuseBadCursor } from "../http/bad-cursor.ts";
import { parseQuery } from "../http/parse-query.ts";
import { idOf, type Route } from "../http/route.ts";
import { send } from "../http/send.ts";
import { unknownJob } from "../unknown-job.ts";

const unknown = { description: "There is no such job.", schema: refusalSchema };

/** `GET /jobs/{id}` */
export const jobRoute: Route = {
  method: "GET",
  path: "/jobs/{id}",
  documentation: {
    operationId: "getJob",
    summary: "Look at a job",
    description: "Always agrees with the job's last event. Publishers says how far the delivery of the events is.",
    responses: { 200: { description: "The job.", schema: jobDetailsSchema }, 404: unknown },
  },
  handler:
    ({ dependencies: { store } }) =>
    async (request, reply) => {
      const job = await store.jobs.view(idOf(request));
      if (job === null) throw unknownJob();
      return send(reply, { status: 200, body: job });
    },
};

/** `GET /jobs` */
export const jobsRoute: Route = {
  method: "GET",
  path: "/jobs",
  documentation: {
    operationId: "listJobs",
    summary: "List jobs, newest first",
    query: jobsQuerySchema,
    responses: {
      200: { description: "A page of jobs. NextCursor is the `cursor` of the next one.", schema: jobsPageSchema },
      400: { description: "The query has problems.", schema: refusalSchema },
    },
  },
  handler:
    ({ dependencies: { store } }) =>
    async (request, reply) => {
      const query = parseQuery(jobsQuerySchema, request.query);
      return send(reply, { status: 200, body: await store.jobs.page(query).catch(refuseBadCursor) });
    },
};

/** `POST /jobs/{id}/cancel` */
export const cancelRoute: Route = {
  method: "POST",
  path: "/jobs/{id}/cancel",
  documentation: {
    operationId: "cancelJob",
    summary: "Cancel a job",
    description: "The job ends in FinalError 5001, whatever it is doing. Cancelling again changes nothing.",
    responses: {
      202: { description: "The job is going to be cancelled.", schema: cancellationSchema },
      404: unknown,
      409: { description: "The job has already ended.", schema: refusalSchema },
    },
  },
  handler:
    ({ dependencies: { store, bus, logger } }) =>
    async (request, reply) => {
      const jobId = idOf(request).toLowerCase();
      const outcome = await store.jobs.requestCancel(jobId);
      switch (outcome) {
        case "unknown":
          throw unknownJob();
        case "terminal":
          throw new RefusedRequest(409, "conflict", "The job has already ended.");
        case "requested": {
          bus.nudge("cancel", jobId);
          logger.info({ jobId }, "cancel requested");
          return send(reply, { status: 202, body: { JobId: jobId } satisfies Cancellation });
        }
      }
    },
};
