import { parseBody } from "@reelbus/contracts";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { RefusedRequest } from "../answer.ts";

/**
 * The bytes of a body that says it is JSON.
 * @param what the body is, for the message
 * @throws RefusedRequest 415
 */
export function jsonBytes(request: FastifyRequest, what: string): Uint8Array {
  const { "content-type": type = "", "content-encoding": encoding = "identity" } = request.headers;
  if (!/^application\/json\s*(?:;|$)/iu.test(type))
    throw new RefusedRequest(415, "invalid-request", `Send ${what} as Content-Type application/json.`);
  if (encoding.toLowerCase() !== "identity")
    throw new RefusedRequest(415, "invalid-request", `Send ${what} without Content-Encoding.`);
  return request.body instanceof Uint8Array ? request.body : new Uint8Array();
}

/** Whether a request brings a body, or says that it does: an empty one is no JSON. */
export function hasBody({ body, headers }: FastifyRequest): boolean {
  return headers["content-type"] !== undefined || (body instanceof Uint8Array && body.length > 0);
}

/**
 * The JSON body of a request as its schema wants it.
 * @param what the body is, for the message
 * @throws RefusedRequest 400 with every problem, 415
 */
export function parseJsonBody<Schema extends z.ZodType>(
  schema: Schema,
  request: FastifyRequest,
  what = "body",
): z.output<Schema> {
  const parsed = parseBody(schema, jsonBytes(request, `the ${what}`));
  if (parsed.ok) return parsed.value;
  throw new RefusedRequest(400, "invalid-request", `The ${what} has problems.`, { problems: parsed.problems });
}
