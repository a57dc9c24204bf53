import { randomBytes } from "node:crypto";
import {
  regionOfQueueUrl,
  type AmazonSqsPublisher as AmazonSqsSettings,
  type MessagePublisher,
} from "@reelbus/contracts";
import { AmazonSqsPublisher } from "../amazon-sqs-publisher.ts";
import type { ConformanceTarget, Fault } from "../../testing/conformance-target.ts";
import { openSqsReader } from "./sqs-queue.ts";

/** The variables of the environment by which a real queue is given; the last one only where the URL does not tell it. */
const variables = {
  queueUrl: "REELBUS_TEST_SQS_QUEUE_URL",
  accessKeyId: "REELBUS_TEST_SQS_ACCESS_KEY_ID",
  secretAccessKey: "REELBUS_TEST_SQS_SECRET_ACCESS_KEY",
  region: "REELBUS_TEST_SQS_REGION",
} as const;

/**
 * A queue of a real account that nobody else uses, standard or FIFO, with a key that may send, receive, delete and read
 * attributes, and may send and read attributes of queues named missing-*, else AWS does not tell that they are missing.
 * Null, with what is missing, when the environment gives none.
 */
export function realSqs(): { readonly settings: AmazonSqsSettings | null; readonly missing: readonly string[] } {
  const { [variables.queueUrl]: QueueUrl = "", [variables.region]: Region = regionOfQueueUrl(QueueUrl) } = process.env;
  const { [variables.accessKeyId]: CredentialsName = "", [variables.secretAccessKey]: CredentialsSecret = "" } =
    process.env;
  const given = {
    queueUrl: QueueUrl,
    accessKeyId: CredentialsName,
    secretAccessKey: CredentialsSecret,
    region: Region,
  };
  const missing = Object.entries(given).flatMap(([name, value]) =>
    value ? [] : [variables[name as keyof typeof given]],
  );
  if (missing.length > 0 || Region === null) return { settings: null, missing };
  const settings: AmazonSqsSettings = {
    Type: "AmazonSqs",
    Format: "Json",
    QueueUrl,
    Region,
    CredentialsName,
    CredentialsSecret,
    CredentialsProtection: "Unencrypted",
  };
  return { settings, missing };
}

/** How long a read waits for a message: SQS then asks all its servers, and gives what was sent a moment ago. */
const WAIT_SECONDS = 2;

/** The real queue, emptied first: the targets of a suite share it, one after the other. */
export async function createRealSqsTarget(
  queue: AmazonSqsSettings,
  Format: MessagePublisher["Format"],
): Promise<ConformanceTarget> {
  const settings: AmazonSqsSettings = { ...queue, Format };
  const opened = new AsyncDisposableStack();
  const reader = opened.use(openSqsReader(settings, WAIT_SECONDS));
  await reader.takeAll();
  return {
    port: null,
    open: () => new AmazonSqsPublisher(settings),
    openFaulty: (fault) => Promise.resolve(new AmazonSqsPublisher(faultySettings(settings, fault))),
    received: () => reader.received(),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function faultySettings(settings: AmazonSqsSettings, fault: Fault): AmazonSqsSettings {
  switch (fault) {
    case "wrong credentials":
      return { ...settings, CredentialsSecret: randomBytes(30).toString("base64") };
    case "missing destination": {
      const ending = settings.QueueUrl.endsWith(".fifo") ? ".fifo" : "";
      return {
        ...settings,
        QueueUrl: new URL(`missing-${randomBytes(8).toString("hex")}${ending}`, settings.QueueUrl).href,
      };
    }
    default:
      throw new Error(`The fault "${fault}" needs no real queue`);
  }
}
