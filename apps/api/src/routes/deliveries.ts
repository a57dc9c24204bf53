import { deliveriesPageSchema, deliveriesQuerySchema, redriveSchema, refusalSchema } from "@reelbus/contracts";
import type { DeliveryKey } from "@reelbus/store";
import { RefusedRequest } from "../answer.ts";
import { refuseBadCursor } from "../http/bad-cursor.ts";
import { parseQuery } from "../http/parse-query.ts";
import { idOf, type Route } from "../http/route.ts";
import { send } from "../http/send.ts";
import { unknownJob } from "../unknown-job.ts";

/** `GET /deliveries` */
export const deliveriesRoute: Route = {
  method: "GET",
  path: "/deliveries",
  documentation: {
    operationId: "listDeliveries",
    summary: "List the deliveries in trouble, newest first",
    description:
      "One row for each publisher of a job that is parked or failing. A delivery that does well is not listed; `job` and `state` narrow the list.",
    query: deliveriesQuerySchema,
    responses: {
      200: { description: "A page. NextCursor is the `cursor` of the next one.", schema: deliveriesPageSchema },
      400: { description: "The query has problems.", schema: refusalSchema },
      404: { description: "There is no such job.", schema: refusalSchema },
    },
  },
  handler:
    ({ dependencies: { store } }) =>
    async (request, reply) => {
      const query = parseQuery(deliveriesQuerySchema, request.query);
      const body = await store.deliveries.page(query).catch(refuseBadCursor);
      const isEmpty = body.Deliveries.length === 0;
      if (isEmpty && query.job !== undefined && (await store.jobs.view(query.job)) === null) throw unknownJob();
      return send(reply, { status: 200, body });
    },
};

/** `POST /deliveries/{id}/redrive` */
export const redriveRoute: Route = {
  method: "POST",
  path: "/deliveries/{id}/redrive",
  documentation: {
    operationId: "redriveDelivery",
    summary: "Send a parked delivery again",
    description: "All that the publisher has missed is due at once, in order; the 72 hours begin anew.",
    id: { description: "The DeliveryId.", schema: { type: "string" } },
    responses: {
      202: { description: "The delivery is due.", schema: redriveSchema },
      404: { description: "There is no such delivery.", schema: refusalSchema },
      409: { description: "The delivery is not parked.", schema: refusalSchema },
    },
  },
  handler:
    ({ dependencies: { store, bus, logger } }) =>
    async (request, reply) => {
      const key = deliveryKeyOf(idOf(request).toLowerCase());
      const outcome = key === null ? "unknown" : await store.deliveries.redrive(key);
      if (key === null || outcome === "unknown")
        throw new RefusedRequest(404, "not-found", "There is no such delivery; its id is <JobId>.<PublisherIndex>.");
      if (outcome === "not-parked")
        throw new RefusedRequest(
          409,
          "conflict",
          "The delivery is not parked: what it owes is sent by itself. A replay sends again what was sent.",
        );
      const { jobId, publisherIndex } = key;
      bus.nudge("deliveries");
      logger.info({ jobId, publisherIndex }, "delivery redriven");
      const body = { DeliveryId: `${jobId}.${publisherIndex}`, JobId: jobId, PublisherIndex: publisherIndex };
      return send(reply, { status: 202, body });
    },
};

function deliveryKeyOf(deliveryId: string): DeliveryKey | null {
  const [, jobId, index] = /^([0-9a-f-]{36})\.(\d{1,4})$/u.exec(deliveryId) ?? [];
  return jobId === undefined ? null : { jobId, publisherIndex: Number(index) };
}
