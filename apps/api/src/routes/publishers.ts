import { messagePublisherSchema, publisherTestSchema, refusalSchema } from "@reelbus/contracts";
import { limitRequests } from "../http/admission.ts";
import { parseJsonBody } from "../http/json-body.ts";
import type { Route } from "../http/route.ts";
import { send } from "../http/send.ts";
import { testPublisher } from "../test-publisher.ts";

/** `POST /publishers/test` */
export const testPublisherRoute: Route = {
  method: "POST",
  path: "/publishers/test",
  documentation: {
    operationId: "testPublisher",
    summary: "Send a test event to a publisher",
    description:
      "The body is one entry of MessagePublishers. Answers 200 whether the publisher takes the event or not: Steps says how far it came and what failed. The event's type is PublisherTest, its JobId belongs to no job. The settings are not stored.",
    body: messagePublisherSchema,
    responses: {
      200: { description: "What came of the test.", schema: publisherTestSchema },
      400: { description: "The settings have problems.", schema: refusalSchema },
      415: { description: "The body is not application/json.", schema: refusalSchema },
      429: {
        description: "Too many tests at a time.",
        schema: refusalSchema,
        headers: { "Retry-After": "Seconds." },
      },
    },
  },
  admission: ({ limits }) => {
    const admit = limitRequests(limits.publisherTests);
    return (_request, reply) => admit(reply);
  },
  handler:
    ({ dependencies, limits }) =>
    async (request, reply) => {
      const settings = parseJsonBody(messagePublisherSchema, request, "publisher");
      const body = await testPublisher(settings, dependencies, limits.publisherTestMs);
      const failure = body.Steps.find(({ Succeeded }) => !Succeeded);
      dependencies.logger.info(
        { type: settings.Type, succeeded: body.Succeeded, step: failure?.Step, reason: failure?.Error?.Reason },
        "publisher tested",
      );
      return send(reply, { status: 200, body });
    },
};
