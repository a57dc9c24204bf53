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
    description:
      "From a Sequence on, in order, with the EventIds that they had. A parked delivery is redriven by it. Events that are still to be sent come anyway: asking again changes nothing.",
    body: replayRequestSchema,
    responses: {
      202: { description: "The events will be sent.", schema: replaySchema },
      400: { description: "The body has problems.", schema: refusalSchema },
      404: { description: "There is no such job, or it has no such publisher.", schema: refusalSchema },
      409: { description: "The job has no such event yet.", schema: refusalSchema },
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
        case "unknown-event":
          throw new RefusedRequest(409, "conflict", unknownEvent(FromSequence, outcome.lastSequence));
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

function unknownEvent(fromSequence: number, lastSequence: number): string {
  const has = lastSequence === 0 ? "no event" : `events up to ${lastSequence} alone`;
  return `The job has ${has} so far, so ${fromSequence} can't be sent again. It is sent by itself once it happens.`;
}
