import type { Route } from "../http/route.ts";

const text = (description: string) => ({ description, others: { "text/plain": "One line." } });

/** `GET /health/live` */
export const liveRoute: Route = {
  method: "GET",
  path: "/health/live",
  documentation: {
    operationId: "live",
    summary: "Whether the service answers",
    responses: { 200: text("It does.") },
  },
  handler: () => (_request, reply) => reply.type("text/plain; charset=utf-8").send("live\n"),
};

/** `GET /health/ready` */
export const readyRoute: Route = {
  method: "GET",
  path: "/health/ready",
  documentation: {
    operationId: "ready",
    summary: "Whether the database and the message bus are there",
    responses: { 200: text("They are."), 503: text("The line names what is away.") },
  },
  handler:
    ({ dependencies: { store, bus } }) =>
    async (_request, reply) => {
      const away = [...((await store.isHealthy()) ? [] : ["database"]), ...(bus.isConnected() ? [] : ["message bus"])];
      const line = away.length === 0 ? "ready\n" : `not ready: ${away.join(", ")}\n`;
      return reply
        .code(away.length === 0 ? 200 : 503)
        .type("text/plain; charset=utf-8")
        .send(line);
    },
};

/** `GET /metrics` */
export const metricsRoute: Route = {
  method: "GET",
  path: "/metrics",
  documentation: {
    operationId: "metrics",
    summary: "Metrics in the Prometheus text format",
    responses: { 200: text("The metrics.") },
  },
  handler:
    ({ dependencies: { metrics } }) =>
    async (_request, reply) =>
      reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
};

/** `GET /openapi.json` */
export const openApiRoute: Route = {
  method: "GET",
  path: "/openapi.json",
  documentation: {
    operationId: "openApi",
    summary: "This description of the API",
    responses: { 200: { description: "OpenAPI 3.1.", others: { "application/json": "The document." } } },
  },
  handler:
    ({ openApi }) =>
    (_request, reply) =>
      reply.type("application/json; charset=utf-8").send(openApi()),
};
