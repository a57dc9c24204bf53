import type { AmazonSqsPublisher as AmazonSqsSettings, MessagePublisher } from "@reelbus/contracts";
import { CLOSED_PORT, UNKNOWN_HOST, type SharedServer } from "@reelbus/testing";
import { AmazonSqsPublisher } from "../amazon-sqs-publisher.ts";
import type { AmazonSqsLimits } from "../limits.ts";
import { behind, jsonError, startAwsFront } from "./aws-front.ts";
import { THROTTLED_SECONDS, type ConformanceTarget, type Fault } from "../../testing/conformance-target.ts";
import { makeSqsQueue } from "./sqs-queue.ts";
import { startTlsFront } from "../../testing/tls-front.ts";

const limitsOf = (limitMs = 3_000): AmazonSqsLimits => ({
  connectMs: limitMs / 2,
  roleMs: limitMs / 2,
  answerMs: limitMs,
});

/** Less than the adapter would refuse by itself, so that the server does it. */
export const QUEUE_LIMIT_BYTES = 1_040_000;

/** A queue of its own on a test's server. What the server does not do, a front does: credentials, permissions, TLS. */
export async function createSqsTarget(
  server: SharedServer,
  format: MessagePublisher["Format"],
  isFifo: boolean,
): Promise<ConformanceTarget> {
  const opened = new AsyncDisposableStack();
  const queue = opened.use(await makeSqsQueue(server, { isFifo, maximumMessageSize: QUEUE_LIMIT_BYTES }));
  const throttling = { isOver: false };
  const settings: AmazonSqsSettings = { ...queue.settings, Format: format };
  return {
    port: server.port,
    open: (port, limitMs) => {
      const through = port === undefined ? {} : { Endpoint: `http://127.0.0.1:${port}` };
      return new AmazonSqsPublisher({ ...settings, ...through }, limitsOf(limitMs));
    },
    openFaulty: async (fault) =>
      new AmazonSqsPublisher(await faultySettings(server, settings, fault, opened, throttling), limitsOf()),
    endThrottling: () => {
      throttling.isOver = true;
      return Promise.resolve();
    },
    received: () => queue.received(),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function faultySettings(
  server: SharedServer,
  settings: AmazonSqsSettings,
  fault: Fault,
  opened: AsyncDisposableStack,
  throttling: { readonly isOver: boolean },
): Promise<AmazonSqsSettings> {
  switch (fault) {
    case "wrong credentials": {
      const { url, key } = opened.use(await startAwsFront(server.port));
      return { ...settings, Endpoint: url, CredentialsName: key.id, CredentialsSecret: "not the secret" };
    }
    case "missing permission": {
      const { url, powerlessKey } = opened.use(await startAwsFront(server.port));
      return { ...settings, Endpoint: url, CredentialsName: powerlessKey.id, CredentialsSecret: powerlessKey.secret };
    }
    case "throttles": {
      const { status, headers, body } = jsonError(400, "ThrottlingException", "Throttling");
      const answer = { status, headers: { ...headers, "retry-after": String(THROTTLED_SECONDS) }, body };
      const front = opened.use(await startAwsFront(server.port, { answer: () => (throttling.isOver ? null : answer) }));
      return behind(front, settings);
    }
    case "missing destination":
      return { ...settings, QueueUrl: settings.QueueUrl.replace("/events-", "/missing-") };
    case "unknown host":
      return { ...settings, Endpoint: `http://${UNKNOWN_HOST}` };
    case "refused connection":
      return { ...settings, Endpoint: `http://127.0.0.1:${CLOSED_PORT}` };
    case "untrusted certificate": {
      const front = opened.use(await startTlsFront(server.port));
      return { ...settings, Endpoint: `https://127.0.0.1:${front.port}` };
    }
    case "location not allowed":
      return { ...settings, Endpoint: "http://169.254.169.254" };
    case "unroutable":
      throw new Error("A queue is the destination itself");
  }
}
