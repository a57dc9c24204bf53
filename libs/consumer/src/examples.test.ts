import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { ServiceBusClient } from "@azure/service-bus";
import type { LifecycleEvent } from "@reelbus/contracts";
import {
  ftpsSettings,
  makeRabbitMqQueue,
  onRabbitMqChannel,
  sampleEvents,
  trustAlso,
} from "@reelbus/publishers/testing";
import {
  freePort,
  makeTempFolder,
  serviceBusConnection,
  sharedRabbitMq,
  startServiceBus,
  startSqs,
  startVsftpd,
  waitFor,
  whyNoVsftpd,
} from "@reelbus/testing";
import type { Channel, Replies } from "amqplib";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ExampleRun, type ExampleSetup } from "./testing/example-run.ts";

/**
 * Publishes the events of two jobs, some twice, while the example fails to store, is killed and started again. In the end
 * it has stored each event once and in order, and the broker has none of them any more.
 */
async function survives(setup: ExampleSetup): Promise<void> {
  await using run = await ExampleRun.start(setup);
  const order = (events: LifecycleEvent[]) => (setup.anyOrder ? swapped(events) : events);
  const film = sampleEvents(13);
  const other = sampleEvents(6);
  await run.publish(order(film.slice(0, 8)));
  await waitFor(() => run.stored().length > 0, { what: "the first event", timeoutMs: 20_000 });
  const { published } = await run.whileLocked(() => run.publish(order(film.slice(8, 10))));
  run.startAgain();
  await published;
  await run.publish(film.slice(2, 8));
  await run.publish(order([...film.slice(10, 12), ...other]));
  await waitFor(() => run.stored().length >= 18, { what: "all events but the last", timeoutMs: 30_000 });
  await run.publish(film.slice(12));
  await waitFor(() => run.stored().length >= 19, { what: "the last event", timeoutMs: 30_000 });
  await run.kill();
  for (const events of [film, other]) {
    const stored = run.stored().filter(({ JobId }) => JobId === events[0]?.JobId);
    assert.deepEqual(stored, events);
  }
  assert.ok((await setup.left()) <= 1, "more is not acknowledged than the last one"); // whose end we didn't wait for
}

/** Each second event before the one in front of it. */
function swapped(events: readonly LifecycleEvent[]): LifecycleEvent[] {
  return events.map((event, index) => events[index ^ 1] ?? event);
}

/** The state of a queue, once the broker has noticed that nobody reads it any more. */
function withoutReaders(channel: Channel, queue: string): Promise<Replies.AssertQueue> {
  const what = "the end of the queue's reader";
  return waitFor(() => channel.checkQueue(queue).then((state) => (state.consumerCount === 0 ? state : null)), { what });
}

describe("the examples store each event once and in order, killed in the middle", { concurrency: true }, () => {
  it("rabbitmq", async () => {
    const broker = await sharedRabbitMq();
    await using queue = await makeRabbitMqQueue(broker);
    await survives({
      example: "rabbitmq",
      settings: queue.settings,
      env: { AMQP_URL: broker.url, QUEUE: queue.name },
      anyOrder: true,
      needsReader: false,
      left: () =>
        onRabbitMqChannel(broker, async (channel) => (await withoutReaders(channel, queue.name)).messageCount),
    });
  });

  it("sqs", async () => {
    await using server = await startSqs();
    const keys = { accessKeyId: "any", secretAccessKey: "any" };
    const client = new SQSClient({ endpoint: server.url, region: "us-east-1", credentials: keys });
    // The queue is a standard one, and gives messages of a killed reader again soon.
    await client.send(new CreateQueueCommand({ QueueName: "events", Attributes: { VisibilityTimeout: "2" } }));
    const QueueUrl = `${server.url}/000000000000/events`;
    await survives({
      example: "sqs",
      settings: {
        Type: "AmazonSqs",
        Format: "CloudEvents",
        QueueUrl,
        Region: "us-east-1",
        CredentialsName: "any",
        CredentialsSecret: "any",
        CredentialsProtection: "Unencrypted",
      },
      env: {
        QUEUE_URL: QueueUrl,
        AWS_ENDPOINT_URL: server.url,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "any",
        AWS_SECRET_ACCESS_KEY: "any",
      },
      anyOrder: true,
      needsReader: false,
      left: async () => {
        const { Attributes = {} } = await client.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
        );
        const { ApproximateNumberOfMessages: there, ApproximateNumberOfMessagesNotVisible: taken } = Attributes;
        return Number(there) + Number(taken);
      },
    });
    client.destroy();
  });

  it("service-bus", async () => {
    await using server = await startServiceBus();
    const Connection = serviceBusConnection(server);
    const client = new ServiceBusClient(Connection);
    const Queue = "queue-of-events";
    await survives({
      example: "service-bus",
      settings: { Type: "AzureServiceBus", Format: "Json", Connection, Queue },
      env: { SERVICE_BUS_CONNECTION: Connection, QUEUE: Queue },
      anyOrder: true,
      needsReader: false,
      left: async () => {
        const rest = await client.createReceiver(Queue).receiveMessages(100, { maxWaitTimeInMs: 1_000 });
        return rest.length;
      },
    });
    await client.close();
  });

  it("ftps", { skip: whyNoVsftpd() }, async () => {
    await using folder = await makeTempFolder("certificate");
    await using server = await startVsftpd({ tls: "explicit" });
    const certificate = join(folder.path, "certificate.pem");
    await writeFile(certificate, server.certificate);
    using _trust = trustAlso(server.certificate);
    await survives({
      example: "ftps",
      settings: ftpsSettings(server, "ftpes", "drop"),
      env: {
        FTP_PORT: String(server.port),
        FTP_USER: server.user,
        FTP_PASSWORD: server.password,
        FTP_FOLDER: "/drop",
        NODE_EXTRA_CA_CERTS: certificate,
      },
      anyOrder: false,
      needsReader: false,
      left: async () => {
        const names = await readdir(join(server.root, "drop"), { recursive: true });
        return names.filter((name) => name.endsWith(".json")).length;
      },
    });
  });

  it("webhook", async () => {
    const port = await freePort();
    const secret = `whsec_${randomBytes(32).toString("base64")}`;
    await survives({
      example: "webhook",
      settings: { Type: "Webhook", Format: "Json", Url: `http://127.0.0.1:${port}/`, Secret: secret },
      env: { PORT: String(port), WEBHOOK_SECRET: secret },
      anyOrder: false,
      needsReader: true,
      left: () => Promise.resolve(0), // the publisher has waited for each answer
    });
  });
});
