import { JOB_DESCRIPTION_LIMIT_BYTES, type Refusal } from "@reelbus/contracts";
import type { Logger, Metrics } from "@reelbus/kit";
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { answerFor, refusal, RefusedRequest, type Answer } from "../answer.ts";
import { drainBody } from "./drain-body.ts";
import type { Route, RouteContext } from "./route.ts";
import { send } from "./send.ts";

/** How long a client may take to send a whole request. */
const REQUEST_TIMEOUT_MS = 30_000;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
const SECONDS_BUCKETS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10];

/** The HTTP server with its routes, not listening yet. */
export function buildServer(routes: readonly Route[], context: RouteContext): FastifyInstance {
  const { logger, metrics } = context.dependencies;
  const answerError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const answer = answerForHttp(error);
    if (answer.status >= 500)
      logger.error({ error, method: request.method, route: routeOf(request) }, "request failed");
    const drained = answer.status === 413 ? drainBody(request.raw) : Promise.resolve();
    void drained.then(() => {
      // What a client still sends is not read any more.
      if (answer.status === 413 && !request.raw.complete) void reply.header("connection", "close");
      return send(reply, answer);
    });
  };
  const server = fastify({
    bodyLimit: JOB_DESCRIPTION_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    exposeHeadRoutes: false,
    // What is too long for an id is the id of nothing, as any other text.
    routerOptions: { maxParamLength: 10_000 },
    frameworkErrors: answerError,
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  server.setErrorHandler(answerError);
  server.setNotFoundHandler((_request, reply) =>
    send(reply, refusal(404, "not-found", "There is nothing at this address; see /openapi.json.")),
  );
  observe(server, logger, metrics);
  closeConnectionsWhenClosing(server);
  for (const route of routes) {
    const admission = route.admission?.(context);
    server.route({
      method: route.method,
      url: urlOf(route.path),
      handler: route.handler(context),
      ...(admission === undefined
        ? {}
        : {
            onRequest: (request, reply, done) => {
              admission(request, reply);
              done();
            },
          }),
    });
  }
  refuseOtherMethods(server, routes);
  return server;
}

/** An address that there is, called by a method that it does not know. */
function refuseOtherMethods(server: FastifyInstance, routes: readonly Route[]): void {
  for (const [path, known] of Map.groupBy(routes, (route) => route.path)) {
    const allow = known.map(({ method }) => method).join(", ");
    server.route({
      method: METHODS.filter((method) => known.every((route) => route.method !== method)),
      url: urlOf(path),
      handler: (_request, reply) =>
        send(reply.header("allow", allow), refusal(405, "invalid-request", `This address takes ${allow} alone.`)),
    });
  }
}

/** As fastify writes it: `/jobs/:id`. */
function urlOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/gu, ":$1");
}

/** As `answerFor`, for the framework's own errors too: they say what is wrong with the request as a whole. */
function answerForHttp(error: unknown): Answer<Refusal> {
  const status = error instanceof RefusedRequest ? undefined : (error as Partial<FastifyError>).statusCode;
  if (status === undefined || status >= 500) return answerFor(error);
  if (status === 413)
    return refusal(413, "invalid-request", `The body is larger than ${JOB_DESCRIPTION_LIMIT_BYTES} bytes.`);
  if (status === 415) return refusal(415, "invalid-request", "The Content-Type can't be read.");
  return refusal(400, "invalid-request", "The request can't be read.");
}

/** A connection that is kept after the last answer would hold `close` up. */
function closeConnectionsWhenClosing(server: FastifyInstance): void {
  let closing = false;
  server.addHook("preClose", (done) => {
    closing = true;
    done();
  });
  server.addHook("onSend", (_request, reply, _payload, done) => {
    if (closing) void reply.header("connection", "close");
    done();
  });
}

function observe(server: FastifyInstance, logger: Logger, metrics: Metrics): void {
  const requests = metrics.counter({
    name: "reelbus_api_requests_total",
    help: "Answered requests.",
    labelNames: ["method", "route", "status"],
  });
  const duration = metrics.histogram({
    name: "reelbus_api_request_seconds",
    help: "Time from a request to its answer, without live streams.",
    labelNames: ["method", "route"],
    buckets: SECONDS_BUCKETS,
  });
  // A live stream is no answer that was sent: it takes the connection over, and passes `onResponse` alone.
  const sent = new WeakSet<FastifyRequest>();
  server.addHook("onSend", (request, _reply, _payload, done) => {
    sent.add(request);
    done();
  });
  server.addHook("onResponse", (request, reply, done) => {
    const { method } = request;
    const route = routeOf(request);
    const status = reply.statusCode;
    const durationMs = Math.round(reply.elapsedTime);
    requests.inc({ method, route, status: String(status) });
    if (sent.has(request)) duration.observe({ method, route }, reply.elapsedTime / 1000);
    logger.debug({ method, route, status, durationMs }, "answered");
    done();
  });
}

/** The pattern, never the address itself: it may hold what a customer put there. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? "none";
}
