import { refusalSchema, replayRequestSchema, replaySchema, type Replay } from "@reelbus/contracts";
import { RefusedRequest } from "../answer.ts";
import { parseJsonBody } from "../http/json-body.ts";
import { idOf, type Route } from "../http/route.ts";
import { send } from "../http/send.ts";
import { unknownJob } from "../unknown-job.ts";

/** `POST /jobs/{id}/events/replay` */
export const replayRoute: Route = {
  method: "POST",
  path: "/jobs/{id}/events/replay",
  documentation: {
    operationId: "replayEvents",
    summary: "Send events of a job to one of its publishers again",
    description: "From a Sequence on, in order, with the EventIds that they had. A parked delivery is redriven by it.",
    body: replayRequestSchema,
    responses: {
      202: { description: "The events are due.", schema: replaySchema },
      400: { description: "The body has problems.", schema: refusalSchema },
      404: { description: "There is no such job, or it has no such publisher.", schema: refusalSchema },
      409: { description: "The publisher has not got that event yet.", schema: refusalSchema },
      415: { description: "The body is not application/json.", schema: refusalSchema },
    },
  },
  handler:
    ({ dependencies: { store, bus, logger } }) =>
    async (request, reply) => {
      const jobId = idOf(request).toLowerCase();
      const { FromSequence, PublisherIndex } = parseJsonBody(replayRequestSchema, request);
      const outcome = await store.deliveries.replay({ jobId, publisherIndex: PublisherIndex }, FromSequence);
      switch (outcome.kind) {
        case "unknown-job":
          throw unknownJob();
        case "unknown-publisher":
          throw new RefusedRequest(404, "not-found", `The job has no publisher ${PublisherIndex}; they count from 0.`);
        case "not-delivered":
          throw new RefusedRequest(409, "conflict", notDelivered(FromSequence, outcome.deliveredSequence));
        case "replayed": {
          bus.nudge("deliveries");
          logger.info({ jobId, publisherIndex: PublisherIndex, fromSequence: FromSequence }, "events replayed");
          const body: Replay = {
            DeliveryId: `${jobId}.${PublisherIndex}`,
            JobId: jobId,
            PublisherIndex,
            FromSequence,
            LastSequence: outcome.lastSequence,
          };
          return send(reply, { status: 202, body });
        }
      }
    },
};

function notDelivered(fromSequence: number, deliveredSequence: number): string {
  const has = deliveredSequence === 0 ? "no event" : `events up to ${deliveredSequence} alone`;
  return `The publisher has got ${has}, so ${fromSequence} can't come again. What is missing comes by itself; a parked delivery needs a redrive.`;
}
