import { jobDescriptionSchema, refusalSchema, submittedSchema } from "@reelbus/contracts";
import type { FastifyRequest } from "fastify";
import { limitRequests } from "../http/admission.ts";
import { jsonBytes } from "../http/json-body.ts";
import type { Route } from "../http/route.ts";
import { send } from "../http/send.ts";

/** `POST /jobs` */
export const submitRoute: Route = {
  method: "POST",
  path: "/jobs",
  documentation: {
    operationId: "submitJob",
    summary: "Submit a job",
    description:
      "Answers when the job is stored durably. Post it again with the same IdempotencyKey when no answer comes.",
    headers: { traceparent: "W3C Trace Context, version 00; made when it is missing." },
    body: jobDescriptionSchema,
    responses: {
      200: {
        description: "The IdempotencyKey is known with this job description: the first job.",
        schema: submittedSchema,
      },
      201: { description: "Stored.", schema: submittedSchema, headers: { Location: "The path of the job." } },
      400: { description: "The body can't be read, or Problems says what is wrong with it.", schema: refusalSchema },
      409: { description: "The IdempotencyKey is known with another job description.", schema: refusalSchema },
      413: {
        description: "The body is larger than 1 MiB, or than 768 KiB with its defaults and its secrets, sealed.",
        schema: refusalSchema,
      },
      415: { description: "The body is not application/json.", schema: refusalSchema },
      429: {
        description: "Too many submissions at a time.",
        schema: refusalSchema,
        headers: { "Retry-After": "Seconds." },
      },
      503: { description: "The database is away.", schema: refusalSchema, headers: { "Retry-After": "Seconds." } },
    },
  },
  admission: ({ limits }) => {
    const admit = limitRequests(limits.submissions);
    return (_request, reply) => admit(reply);
  },
  handler:
    ({ submitJob }) =>
    async (request, reply) => {
      const body = jsonBytes(request, "the job description");
      const answer = await submitJob(body, headerOf(request, "traceparent"));
      if (answer.status === 201 && "JobId" in answer.body) void reply.header("location", `/jobs/${answer.body.JobId}`);
      return send(reply, answer);
    },
};

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}
