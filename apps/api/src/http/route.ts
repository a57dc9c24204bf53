import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { ApiDependencies, ApiLimits } from "../dependencies.ts";
import type { EventStreams } from "../streams/event-streams.ts";
import type { SubmitJob } from "../submit-job.ts";

/** What routes work with. */
export interface RouteContext {
  readonly dependencies: ApiDependencies;
  readonly limits: ApiLimits;
  readonly submitJob: SubmitJob;
  readonly streams: EventStreams;
  /** The OpenAPI document, as JSON. */
  readonly openApi: () => string;
}

/** One possible answer, for the documentation. */
export interface DocumentedResponse {
  readonly description: string;
  /** Of a JSON body. */
  readonly schema?: z.ZodType;
  /** Other bodies: media type to what they hold. */
  readonly others?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Documentation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** What the `{id}` of the path is. @default a JobId */
  readonly id?: { readonly description: string; readonly schema: Readonly<Record<string, unknown>> };
  readonly query?: z.ZodObject;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: z.ZodType;
  /** Whether the call can be made without its body. @default false */
  readonly isBodyOptional?: boolean;
  readonly responses: Readonly<Record<number, DocumentedResponse>>;
}

/** One call of the API: what it does, and how it is documented. The OpenAPI document is made of these. */
export interface Route {
  readonly method: "GET" | "POST";
  /** As OpenAPI writes it: `/jobs/{id}`. */
  readonly path: string;
  readonly documentation: Documentation;
  /** The handler answers by itself, or returns what is sent as JSON with status 200. */
  handler(context: RouteContext): (request: FastifyRequest, reply: FastifyReply) => unknown;
  /** Runs before the body is read. */
  admission?(context: RouteContext): (request: FastifyRequest, reply: FastifyReply) => void;
}

/** The `{id}` of a route's path. */
export function idOf(request: FastifyRequest): string {
  return (request.params as { id: string }).id;
}
