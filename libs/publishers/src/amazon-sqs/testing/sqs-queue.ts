import { randomUUID } from "node:crypto";
import type { AmazonSqsPublisher as AmazonSqsSettings } from "@reelbus/contracts";
import type { SharedServer } from "@reelbus/testing";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { isFifoQueue } from "../message.ts";
import type { ReceivedEvent } from "../../testing/conformance-target.ts";

/** A queue as its reader sees it. */
export interface SqsReader {
  /** Takes all messages that are there. */
  takeAll(): Promise<Message[]>;
  /** Takes what is there, and gives everything that was ever taken by this method. */
  received(): Promise<readonly ReceivedEvent[]>;
}

/** A queue of a test's own, deleted when disposed of. */
export interface SqsQueue extends SqsReader, AsyncDisposable {
  /** Settings of a publisher to the queue. */
  readonly settings: AmazonSqsSettings;
}

export interface SqsQueueOptions {
  readonly isFifo?: boolean;
  readonly maximumMessageSize?: number;
}

/** Makes a queue on a test's server, which takes any credentials and keeps the order even in standard queues. */
export async function makeSqsQueue({ port }: SharedServer, options: SqsQueueOptions = {}): Promise<SqsQueue> {
  const { isFifo = false, maximumMessageSize } = options;
  const name = `events-${randomUUID()}${isFifo ? ".fifo" : ""}`;
  const settings: AmazonSqsSettings = {
    Type: "AmazonSqs",
    Format: "Json",
    QueueUrl: `http://127.0.0.1:${port}/000000000000/${name}`,
    Region: "us-east-1",
    CredentialsName: "any",
    CredentialsSecret: "any",
    CredentialsProtection: "Unencrypted",
  };
  const client = openClient(settings);
  const Attributes = {
    ...(isFifo ? { FifoQueue: "true" } : {}),
    ...(maximumMessageSize === undefined ? {} : { MaximumMessageSize: String(maximumMessageSize) }),
  };
  await client.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  return {
    settings,
    ...readerOf(client, settings.QueueUrl, 0),
    [Symbol.asyncDispose]: async () => {
      await client.send(new DeleteQueueCommand({ QueueUrl: settings.QueueUrl }));
      client.destroy();
    },
  };
}

/** Reads from a queue of a real account. */
export function openSqsReader(settings: AmazonSqsSettings, waitSeconds: number): SqsReader & Disposable {
  const client = openClient(settings);
  const reader = readerOf(client, settings.QueueUrl, waitSeconds);
  return {
    takeAll: () => reader.takeAll(),
    received: async () => {
      const received = await reader.received();
      // Standard queues promise no order: their readers sort.
      if (isFifoQueue(settings.QueueUrl)) return received;
      return received.toSorted((one, other) => sequenceOf(one) - sequenceOf(other));
    },
    [Symbol.dispose]: () => client.destroy(),
  };
}

function openClient({ QueueUrl, Region = "", CredentialsName = "", CredentialsSecret = "" }: AmazonSqsSettings) {
  return new SQSClient({
    endpoint: new URL(QueueUrl).origin,
    region: Region,
    credentials: { accessKeyId: CredentialsName, secretAccessKey: CredentialsSecret },
  });
}

function readerOf(client: SQSClient, QueueUrl: string, waitSeconds: number): SqsReader {
  const taken: ReceivedEvent[] = [];
  const take = async (): Promise<Message[]> => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
        WaitTimeSeconds: waitSeconds,
      }),
    );
    if (Messages.length === 0) return [];
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return Messages;
  };
  const takeAll = async (): Promise<Message[]> => {
    const all: Message[] = [];
    for (let some = await take(); some.length > 0; some = await take()) all.push(...some);
    return all;
  };
  return {
    takeAll,
    received: async () => {
      for (const { Body = "", MessageAttributes } of await takeAll())
        taken.push({
          deduplicationId: MessageAttributes?.["EventId"]?.StringValue ?? null,
          body: JSON.parse(Body) as unknown,
        });
      return taken;
    },
  };
}

function sequenceOf({ body }: ReceivedEvent): number {
  const event = body as { Sequence?: number; data?: { Sequence: number } };
  return event.Sequence ?? event.data?.Sequence ?? 0;
}
