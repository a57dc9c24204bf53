import type { FastifyReply } from "fastify";
import { RefusedRequest } from "../answer.ts";

const RETRY_AFTER_SECONDS = 1;

/** Lets at most `limit` requests in at a time, counted until their connection is done with them. */
export function limitRequests(limit: number): (reply: FastifyReply) => void {
  let inFlight = 0;
  return (reply) => {
    if (inFlight >= limit)
      throw new RefusedRequest(429, "too-many-requests", "Too many requests at a time; send it again a little later.", {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    inFlight += 1;
    reply.raw.once("close", () => (inFlight -= 1));
  };
}
