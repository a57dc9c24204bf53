import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { AmazonSqsPublisher, LifecycleEvent } from "@reelbus/contracts";
import { makeSqsQueue } from "@reelbus/publishers/testing";
import { startSqs } from "@reelbus/testing";
import type { BareClient, Rival } from "./rival.ts";
import { CALLS_AT_A_TIME, sideBySide } from "./side-by-side.ts";

/** What a SendMessageBatch may hold. */
const BATCH = 10;

export async function startSqsRival(): Promise<Rival> {
  const server = await startSqs();
  return {
    name: "AmazonSqs",
    use: `@aws-sdk/client-sqs: SendMessageBatch of ${BATCH}, ${CALLS_AT_A_TIME} at a time over connections that are kept`,
    makeDestination: async () => {
      const queue = await makeSqsQueue(server);
      return {
        settings: queue.settings,
        connectBare: () => Promise.resolve(openBare(queue.settings)),
        count: () => countMessages(queue.settings),
        [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function openBare(settings: AmazonSqsPublisher): BareClient {
  const { QueueUrl } = settings;
  const client = openClient(settings);
  const send = async (events: readonly LifecycleEvent[]): Promise<void> => {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: events.map(toEntry) }));
    if (Failed.length > 0) throw new Error(`SQS refused messages: ${Failed[0]?.Code ?? ""}`);
  };
  return {
    publish: async (histories) => {
      const events = histories.flat();
      const starts = Array.from({ length: Math.ceil(events.length / BATCH) }, (_, index) => index * BATCH);
      await sideBySide(starts, (start) => send(events.slice(start, start + BATCH)));
    },
    [Symbol.asyncDispose]: () => {
      client.destroy();
      return Promise.resolve();
    },
  };
}

async function countMessages(settings: AmazonSqsPublisher): Promise<number> {
  const { QueueUrl } = settings;
  const client = openClient(settings);
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
  );
  client.destroy();
  return Number(Attributes?.ApproximateNumberOfMessages);
}

function openClient({ QueueUrl, Region = "", CredentialsName = "", CredentialsSecret = "" }: AmazonSqsPublisher) {
  return new SQSClient({
    endpoint: new URL(QueueUrl).origin,
    region: Region,
    credentials: { accessKeyId: CredentialsName, secretAccessKey: CredentialsSecret },
    requestHandler: { httpAgent: { keepAlive: true, maxSockets: CALLS_AT_A_TIME } },
  });
}

function toEntry(event: LifecycleEvent, index: number) {
  const text = (StringValue: string) => ({ DataType: "String", StringValue });
  return {
    Id: String(index),
    MessageBody: JSON.stringify(event),
    MessageAttributes: { EventType: text(event.EventType), EventId: text(event.EventId), JobId: text(event.JobId) },
  };
}
