import {
  pullConfirmationRequestSchema,
  pullConfirmationSchema,
  pullPageSchema,
  pullQuerySchema,
  refusalSchema,
  type PullConfirmation,
  type PullPage,
} from "@reelbus/contracts";
import { parseJsonBody } from "../http/json-body.ts";
import { parseQuery } from "../http/parse-query.ts";
import type { Route } from "../http/route.ts";
import { send } from "../http/send.ts";
import { TENANT } from "../tenant.ts";

/** `GET /events` */
export const pullRoute: Route = {
  method: "GET",
  path: "/events",
  documentation: {
    operationId: "pullEvents",
    summary: "Fetch the next events of all jobs",
    description:
      "For customers without a broker. Each job's events come in order, at least once. They belong to the answer's Cursor for 30 s; unless it is confirmed by then, they are given again. `after` reads on without confirming: what that cursor holds goes over to the new one. Events are kept for 4 days.",
    query: pullQuerySchema,
    responses: {
      200: { description: "The events, none when there is nothing to give.", schema: pullPageSchema },
      400: { description: "The query has problems.", schema: refusalSchema },
    },
  },
  handler:
    ({ dependencies: { store } }) =>
    async (request, reply) => {
      const { after, max } = parseQuery(pullQuerySchema, request.query);
      const { events, cursor, heldUntil } = await store.pull.next(TENANT, { after: after ?? null, max });
      const body: PullPage = { Events: [...events], Cursor: cursor, ConfirmBefore: heldUntil?.toISOString() ?? null };
      return send(reply, { status: 200, body });
    },
};

/** `POST /events/confirm` */
export const confirmRoute: Route = {
  method: "POST",
  path: "/events/confirm",
  documentation: {
    operationId: "confirmEvents",
    summary: "Confirm the events that a cursor holds",
    description: "They are not given again. Confirming twice does no harm.",
    body: pullConfirmationRequestSchema,
    responses: {
      200: { description: "Confirmed.", schema: pullConfirmationSchema },
      400: { description: "The body has problems.", schema: refusalSchema },
      415: { description: "The body is not application/json.", schema: refusalSchema },
    },
  },
  handler:
    ({ dependencies: { store } }) =>
    async (request, reply) => {
      const { Cursor } = parseJsonBody(pullConfirmationRequestSchema, request);
      const body: PullConfirmation = { Confirmed: await store.pull.confirm(TENANT, Cursor) };
      return send(reply, { status: 200, body });
    },
};
