import {
  deliveriesPageSchema,
  deliveriesQuerySchema,
  messagePublisherSchema,
  redriveSchema,
  refusalSchema,
  separatePublisher,
  type MessagePublisher,
} from "@reelbus/contracts";
import type { DeliveryKey, PublisherSettings } from "@reelbus/store";
import { RefusedRequest } from "../answer.ts";
import type { ApiDependencies } from "../dependencies.ts";
import { refuseBadCursor } from "../http/bad-cursor.ts";
import { hasBody, parseJsonBody } from "../http/json-body.ts";
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
    description:
      "All that the publisher has missed is due at once, in order; the 72 hours begin anew. With a body, one entry of MessagePublishers, these settings stand in place of the job's from then on; then a failing delivery is redriven, too.",
    body: messagePublisherSchema,
    isBodyOptional: true,
    id: { description: "The DeliveryId.", schema: { type: "string" } },
    responses: {
      202: { description: "The delivery is due.", schema: redriveSchema },
      400: { description: "The settings have problems.", schema: refusalSchema },
      404: { description: "There is no such delivery.", schema: refusalSchema },
      409: {
        description: "The delivery is not parked; with settings: neither parked nor failing.",
        schema: refusalSchema,
      },
      415: { description: "The body is not application/json.", schema: refusalSchema },
    },
  },
  handler:
    ({ dependencies: { store, bus, sealer, logger } }) =>
    async (request, reply) => {
      const settings = hasBody(request) ? parseJsonBody(messagePublisherSchema, request, "publisher") : undefined;
      const key = deliveryKeyOf(idOf(request).toLowerCase());
      const sealed = settings && key !== null ? seal(settings, key.publisherIndex, sealer) : undefined;
      const outcome = key === null ? "unknown" : await store.deliveries.redrive(key, sealed);
      if (key === null || outcome === "unknown")
        throw new RefusedRequest(404, "not-found", "There is no such delivery; its id is <JobId>.<PublisherIndex>.");
      if (outcome === "not-parked") throw new RefusedRequest(409, "conflict", notParked(sealed !== undefined));
      const { jobId, publisherIndex } = key;
      bus.nudge("deliveries");
      logger.info({ jobId, publisherIndex, withSettings: sealed !== undefined }, "delivery redriven");
      const body = { DeliveryId: `${jobId}.${publisherIndex}`, JobId: jobId, PublisherIndex: publisherIndex };
      return send(reply, { status: 202, body });
    },
};

function notParked(withSettings: boolean): string {
  const state = withSettings
    ? "neither parked nor failing, so the settings are not taken: what it owes is sent by itself."
    : "not parked: what it owes is sent by itself. While it is failing, other settings in the body (--settings of reelbus redrive) send it at once.";
  return `The delivery is ${state} A replay sends again what was sent.`;
}

function seal(settings: MessagePublisher, index: number, sealer: ApiDependencies["sealer"]): PublisherSettings {
  const { redacted, secrets } = separatePublisher(settings, index);
  return { publisher: redacted, sealedSecrets: Object.keys(secrets).length === 0 ? null : sealer.seal(secrets) };
}

function deliveryKeyOf(deliveryId: string): DeliveryKey | null {
  const [, jobId, index] = /^([0-9a-f-]{36})\.(\d{1,4})$/u.exec(deliveryId) ?? [];
  return jobId === undefined ? null : { jobId, publisherIndex: Number(index) };
}
