import type { SubmissionReply } from "@reelbus/bus";
import type { Logger } from "@reelbus/kit";
import { answerFor, type Answer } from "./answer.ts";
import type { SubmitJob } from "./submit-job.ts";

/**
 * `jobs.submit` over NATS: the JSON bodies of `POST /jobs`. A refusal carries the status that HTTP would answer in
 * `Nats-Service-Error-Code` (NATS ADR-32).
 */
export function createSubmissionHandler(submitJob: SubmitJob, logger: Logger) {
  return async (body: Uint8Array, headers: Readonly<Record<string, string>>): Promise<SubmissionReply> => {
    try {
      return toReply(await submitJob(body, headers["traceparent"]));
    } catch (error) {
      logger.error({ error }, "submission over NATS failed");
      return toReply(answerFor(error));
    }
  };
}

function toReply({ status, body, retryAfterSeconds }: Answer<object>): SubmissionReply {
  const message = "Message" in body ? String(body.Message) : "";
  return {
    body: Buffer.from(JSON.stringify(body)),
    headers: {
      ...(status < 400 ? {} : { "Nats-Service-Error-Code": String(status), "Nats-Service-Error": message }),
      ...(retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) }),
    },
  };
}
