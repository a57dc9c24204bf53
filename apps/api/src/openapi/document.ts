import { componentsOf, mergedComponents } from "@reelbus/contracts";
import type { z } from "zod";
import type { Documentation, DocumentedResponse, Route } from "../http/route.ts";
import { routes } from "../routes/routes.ts";
import { queryParameters } from "./query-parameters.ts";

type Json = Readonly<Record<string, unknown>>;

const VERSION = "1.0";
const target = "draft-2020-12";

/** OpenAPI 3.1 of the API, made of its routes: `docs/contracts/openapi.json` and `/openapi.json`. */
export function openApiDocument(): Json {
  const documentations = routes.map(({ documentation }) => documentation);
  const written = componentsOf(
    documentations.flatMap(({ body }) => (body === undefined ? [] : [body])),
    { direction: "input", target },
  );
  const got = componentsOf(
    documentations.flatMap(({ responses }) => Object.values(responses).flatMap(({ schema }) => schema ?? [])),
    { direction: "output", target },
  );
  return {
    openapi: "3.1.0",
    info: {
      title: "Reelbus",
      version: VERSION,
      description:
        "Submits encoding jobs and follows them. Enumerations are accepted in any case; the documented spelling is listed. There is no authentication yet.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "http://127.0.0.1:8080", description: "The default of `reelbus up`." }],
    security: [],
    paths: paths(),
    components: { schemas: mergedComponents(written, got) },
  };
}

function paths(): Json {
  const all: Record<string, Record<string, Json>> = {};
  for (const route of routes) (all[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  return all;
}

function operation({ path, documentation }: Route): Json {
  const { operationId, summary, description, body, isBodyOptional = false, responses } = documentation;
  const parameters = [
    ...pathParameters(path, documentation),
    ...queryParameters(documentation.query),
    ...headers(documentation),
  ];
  return {
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: !isBodyOptional, content: jsonContent(body) } }),
    responses: Object.fromEntries(Object.entries(responses).map(([status, one]) => [status, response(one)])),
  };
}

function pathParameters(path: string, { id }: Documentation): Json[] {
  if (!path.includes("{id}")) return [];
  const jobId = { description: "The JobId.", schema: { type: "string", format: "uuid" } };
  return [{ name: "id", in: "path", required: true, ...(id ?? jobId) }];
}

function headers({ headers: named = {} }: Documentation): Json[] {
  return Object.entries(named).map(([name, description]) => ({
    name,
    in: "header",
    description,
    schema: { type: "string" },
  }));
}

function response({ description, schema, others = {}, headers: named }: DocumentedResponse): Json {
  const content = {
    ...(schema === undefined ? {} : jsonContent(schema)),
    ...Object.fromEntries(
      Object.entries(others).map(([type, what]) => [
        type,
        { schema: { ...(type === "application/json" ? { type: "object" } : { type: "string" }), description: what } },
      ]),
    ),
  };
  const documentedHeaders = Object.entries(named ?? {}).map(([name, what]) => [
    name,
    { description: what, schema: { type: "string" } },
  ]);
  return {
    description,
    ...(documentedHeaders.length === 0 ? {} : { headers: Object.fromEntries(documentedHeaders) as Json }),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}

function jsonContent(schema: z.ZodType): Json {
  return { "application/json": { schema: { $ref: `#/components/schemas/${String(schema.meta()?.id)}` } } };
}
