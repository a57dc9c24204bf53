import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { isServiceBusError, ServiceBusClient } from "@azure/service-bus";
import type { LifecycleEvent } from "@reelbus/contracts";
import { eventExamples } from "@reelbus/contracts/testing";
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
import { readdir, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
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
  const film = filmEvents();
  const other = sampleEvents(6);
  if (setup.putAside !== undefined) await run.publish([noEventOf(film)]);
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
  await waitFor(() => setup.isTidy?.(film) ?? true, { what: "the end of what is left", timeoutMs: 30_000 });
  await run.kill();
  for (const events of [film, other]) {
    const stored = run.stored().filter(({ JobId }) => JobId === events[0]?.JobId);
    assert.deepEqual(stored, events);
  }
  if (setup.putAside !== undefined) assert.equal((await setup.putAside()).SchemaVersion, "9.0");
  assert.ok((await setup.left()) <= 1, "more is not acknowledged than the last one"); // whose end we didn't wait for
}

/** Events of a job that ends. */
function filmEvents(): LifecycleEvent[] {
  const events = sampleEvents(13);
  return events.map((event, index) => {
    const { EventId, JobId, Sequence } = event;
    return index < 12 ? event : { ...eventExamples.JobSuccess, EventId, JobId, Sequence };
  });
}

/** What its own publisher writes for a version that this one can't read: in the job's first place, and no event. */
function noEventOf([event]: readonly LifecycleEvent[]): LifecycleEvent {
  return { ...event, EventType: "AAA", SchemaVersion: "9.0" } as unknown as LifecycleEvent;
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

async function survivesServiceBus(example: string, Queue: string): Promise<void> {
  const hasSessions = example === "service-bus-sessions";
  await using server = await startServiceBus();
  const Connection = serviceBusConnection(server);
  const client = new ServiceBusClient(Connection);
  await survives({
    example,
    settings: { Type: "AzureServiceBus", Format: "Json", Connection, Queue },
    env: { SERVICE_BUS_CONNECTION: Connection, QUEUE: Queue },
    anyOrder: !hasSessions,
    needsReader: false,
    left: async () => {
      const receiver = hasSessions ? await freeSession(client, Queue) : client.createReceiver(Queue);
      const rest = (await receiver?.receiveMessages(100, { maxWaitTimeInMs: 1_000 })) ?? [];
      return rest.length;
    },
  });
  await client.close();
}

/** A session that has messages; undefined when none has. */
function freeSession(client: ServiceBusClient, queue: string) {
  return client.acceptNextSession(queue).catch((error: unknown) => {
    if (isServiceBusError(error) && error.code === "ServiceTimeout") return undefined;
    throw error;
  });
}

async function readEvent(file: string): Promise<{ SchemaVersion: string }> {
  return JSON.parse(await readFile(file, "utf8")) as { SchemaVersion: string };
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
    const path = "/000000000000/events";
    const QueueUrl = `${server.url}${path}`;
    const left = async () => {
      const wanted = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
      const { Attributes = {} } = await client.send(wanted);
      const { ApproximateNumberOfMessages: there, ApproximateNumberOfMessagesNotVisible: taken } = Attributes;
      return Number(there) + Number(taken);
    };
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
        QUEUE_URL: `http://sqs.invalid${path}`, // as where AWS is reached by an endpoint of one's own
        AWS_ENDPOINT_URL_SQS: server.url,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "any",
        AWS_SECRET_ACCESS_KEY: "any",
      },
      anyOrder: true,
      needsReader: false,
      left,
      isTidy: async () => (await left()) === 0,
    });
    client.destroy();
  });

  it("service-bus", () => survivesServiceBus("service-bus", "queue-of-events"));

  it("service-bus with sessions", () => survivesServiceBus("service-bus-sessions", "queue-with-sessions-of-events"));

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
      isTidy: ([event]) => !existsSync(join(server.root, "drop", event?.JobId ?? "")),
      putAside: async () => {
        const [name = "", ...others] = (await readdir(join(server.root, "drop"))).filter((path) =>
          path.endsWith(".refused"),
        );
        assert.deepEqual(others, []);
        return readEvent(join(server.root, "drop", name));
      },
    });
  });

  it("webhook", async () => {
    await using folder = await makeTempFolder("dead-letters");
    const deadLetters = join(folder.path, "dead-letters.txt");
    const port = await freePort();
    const secret = `whsec_${randomBytes(32).toString("base64")}`;
    await survives({
      example: "webhook",
      settings: { Type: "Webhook", Format: "Json", Url: `http://127.0.0.1:${port}/`, Secret: secret },
      env: { PORT: String(port), WEBHOOK_SECRET: secret, DEAD_LETTERS: deadLetters },
      anyOrder: false,
      needsReader: true,
      left: () => Promise.resolve(0), // the publisher has waited for each answer
      putAside: () => readEvent(deadLetters),
    });
  });
});
