import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startSqs } from "@reelbus/testing";
import type { Broker } from "../broker.ts";

const CREDENTIALS = { CredentialsName: "any", CredentialsSecret: "any" } as const;
const REGION = "us-east-1";
/** What was received and not deleted comes again after so long, and holds up its job until then. */
const VISIBILITY_TIMEOUT_SECONDS = 5;
const ANSWER_TIMEOUT_MS = 5_000;

/** A FIFO queue, since standard queues promise no order. */
export async function startSqsBroker(): Promise<Broker> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startSqs());
  const client = stack.adopt(
    new SQSClient({
      endpoint: server.url,
      region: REGION,
      credentials: { accessKeyId: CREDENTIALS.CredentialsName, secretAccessKey: CREDENTIALS.CredentialsSecret },
      maxAttempts: 1,
    }),
    (opened) => opened.destroy(),
  );
  const QueueName = "events.fifo";
  const Attributes = { FifoQueue: "true", VisibilityTimeout: String(VISIBILITY_TIMEOUT_SECONDS) };
  await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  const QueueUrl = `${server.url}/000000000000/${QueueName}`;
  const owned = stack.move();
  return {
    server,
    publisher: { Type: "AmazonSqs", QueueUrl, Region: REGION, ...CREDENTIALS, CredentialsProtection: "Unencrypted" },
    environment: {},
    read: async (store, signal) => {
      while (!signal.aborted) {
        const options = () => ({ abortSignal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]) });
        const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
        const { Messages = [] } = await client.send(receive, options());
        if (Messages.length === 0) continue;
        for (const { Body = "" } of Messages) store(JSON.parse(Body));
        const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }), options());
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
