import type { FastifyReply } from "fastify";
import type { Answer } from "../answer.ts";

/** Sends an answer as JSON. It holds for this moment and this caller: events that were handed out must not come again. */
export function send(reply: FastifyReply, { status, body, retryAfterSeconds }: Answer): FastifyReply {
  if (retryAfterSeconds !== undefined) void reply.header("retry-after", retryAfterSeconds);
  return reply
    .code(status)
    .header("cache-control", "no-store")
    .type("application/json; charset=utf-8")
    .send(JSON.stringify(body));
}
