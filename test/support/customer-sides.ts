import { lifecycleEventSchema, type JobDescriptionInput, type LifecycleEvent } from "@reelbus/contracts";
import {
  serviceBusConnection,
  startServiceBus,
  startSqs,
  startVsftpd,
  startWebhookReceiver,
  watchFolder,
  whyNoVsftpd,
} from "@reelbus/testing";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { ServiceBusClient } from "@azure/service-bus";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openCustomerQueue } from "./rabbitmq.ts";

type PublisherInput = NonNullable<JobDescriptionInput["MessagePublishers"]>[number];

/** An event, and the id by which the broker itself deduplicates; null where it has none. */
export interface ArrivedEvent {
  readonly id: string | null;
  readonly event: LifecycleEvent;
}

/** One customer's broker, folder or receiver, and what has arrived there. */
export interface CustomerSide extends AsyncDisposable {
  readonly publisher: PublisherInput;
  /** The events of a job in the order of arrival. */
  received(jobId: string): Promise<readonly ArrivedEvent[]>;
}

const eventOf = (body: string | Buffer) => lifecycleEventSchema.parse(JSON.parse(body.toString()));

/** What has arrived so far, to be read job by job. */
class Arrived {
  readonly #all: ArrivedEvent[] = [];

  add(id: string | null | undefined, body: string | Buffer): void {
    this.#all.push({ id: id ?? null, event: eventOf(body) });
  }

  ofJob(jobId: string): ArrivedEvent[] {
    return this.#all.filter(({ event }) => event.JobId === jobId);
  }
}

export async function rabbitMqSide(): Promise<CustomerSide> {
  const queue = await openCustomerQueue();
  const arrived = new Arrived();
  await queue.consume(({ properties, content }) => arrived.add(String(properties.messageId), content));
  return {
    publisher: queue.publisher,
    received: (jobId) => Promise.resolve(arrived.ofJob(jobId)),
    [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
  };
}

export async function serviceBusSide(): Promise<CustomerSide> {
  const server = await startServiceBus();
  const Connection = serviceBusConnection(server);
  const Queue = "queue-of-events";
  const client = new ServiceBusClient(Connection);
  const arrived = new Arrived();
  const processMessage = ({ messageId, body }: { messageId?: unknown; body: unknown }) => {
    arrived.add(String(messageId), Buffer.isBuffer(body) ? body : JSON.stringify(body));
    return Promise.resolve();
  };
  const processError = () => Promise.resolve(); // what does not arrive is missed
  client.createReceiver(Queue).subscribe({ processMessage, processError });
  return {
    publisher: { Type: "AzureServiceBus", Connection, Queue },
    received: (jobId) => Promise.resolve(arrived.ofJob(jobId)),
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await server.stop();
    },
  };
}

export async function sqsSide(): Promise<CustomerSide> {
  const server = await startSqs();
  const credentials = { accessKeyId: "any", secretAccessKey: "any" };
  const client = new SQSClient({ endpoint: server.url, region: "us-east-1", credentials });
  await client.send(new CreateQueueCommand({ QueueName: "events.fifo", Attributes: { FifoQueue: "true" } }));
  const QueueUrl = `${server.url}/000000000000/events.fifo`;
  const wanted = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] };
  const arrived = new Arrived();
  return {
    publisher: {
      Type: "AmazonSqs",
      QueueUrl,
      Region: "us-east-1",
      CredentialsName: credentials.accessKeyId,
      CredentialsSecret: credentials.secretAccessKey,
    },
    received: async (jobId) => {
      const take = async () => (await client.send(new ReceiveMessageCommand(wanted))).Messages ?? [];
      for (let some = await take(); some.length > 0; some = await take())
        for (const { Body = "", MessageAttributes, ReceiptHandle } of some) {
          arrived.add(MessageAttributes?.["EventId"]?.StringValue, Body);
          await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      return arrived.ofJob(jobId);
    },
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await server.stop();
    },
  };
}

export async function webhookSide(): Promise<CustomerSide> {
  const receiver = await startWebhookReceiver({ tls: false });
  const inbox = await receiver.makeInbox();
  return {
    publisher: { Type: "Webhook", Url: `${receiver.url}${inbox.name}`, Secret: receiver.secret },
    received: async (jobId) => {
      const arrived = new Arrived();
      for (const { headers, body } of await inbox.received()) arrived.add(headers["webhook-id"], body);
      return arrived.ofJob(jobId);
    },
    [Symbol.asyncDispose]: () => receiver.stop(),
  };
}

/** @param folder lies in one that is there */
export function filesSide(folder: string): CustomerSide {
  return { publisher: { Type: "Files", UriPath: folder }, ...inFolder(folder, () => Promise.resolve()) };
}

/** Null where vsftpd can't run. @param certificateFile gets the certificate, for the system to trust */
export async function ftpsSide(certificateFile: string): Promise<CustomerSide | null> {
  if (whyNoVsftpd() !== false) return null;
  const server = await startVsftpd({ tls: "explicit" });
  await writeFile(certificateFile, server.certificate);
  return {
    publisher: {
      Type: "Ftps",
      UriPath: `ftpes://127.0.0.1:${server.port}/drop/events`,
      CredentialsName: server.user,
      CredentialsSecret: server.password,
    },
    ...inFolder(join(server.root, "drop/events"), () => server.stop()),
  };
}

/** Files have no id; their order is that in which they appeared. */
function inFolder(folder: string, stop: () => Promise<void>): Omit<CustomerSide, "publisher"> {
  const watched = watchFolder(folder);
  return {
    received: async (jobId) => {
      const names = (await watched.appeared()).filter((name) => name.startsWith(`${jobId}/`) && name.endsWith(".json"));
      const events = names.map(async (name) => eventOf(await readFile(join(folder, name))));
      return (await Promise.all(events)).map((event) => ({ id: null, event }));
    },
    [Symbol.asyncDispose]: async () => {
      watched[Symbol.dispose]();
      await stop();
    },
  };
}
