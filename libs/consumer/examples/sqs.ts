import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient, type Message } from "@aws-sdk/client-sqs";
import { EventInbox } from "@reelbus/consumer";
import { endNaming, required } from "./settings.ts";
import { openStore } from "./store.ts";

// Region, credentials and endpoint come from the environment, as AWS's own tools take them. The queue's visibility
// timeout is longer than the inbox holds an event (10 s), and it has a dead letter queue for what is no event.
const { DATABASE = "events.db", AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SQS = AWS_ENDPOINT_URL } = process.env;
const { QUEUE_URL: QueueUrl } = required({ QUEUE_URL: ["the queue's URL, https://sqs....", /^https?:/u] });

const inbox = new EventInbox(openStore(DATABASE));
// Without being told so, the client calls the host of the queue's URL and not the endpoint.
const client = new SQSClient({ useQueueUrlAsEndpoint: AWS_ENDPOINT_URL_SQS === undefined });
const failed = endNaming("QUEUE_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL");
const taking = new Set<Promise<void>>();

for (;;) {
  const wanted = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 };
  const { Messages = [] } = await client.send(new ReceiveMessageCommand(wanted)).catch(failed);
  for (const message of Messages) {
    const taken = take(message).finally(() => taking.delete(taken));
    taking.add(taken);
  }
  // Some wait for an event that the next messages bring, so this doesn't wait for all.
  while (taking.size > 90) await Promise.race(taking);
}

async function take({ Body, ReceiptHandle }: Message): Promise<void> {
  try {
    await inbox.take(Body);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  } catch (error) {
    console.error(error); // the message comes again after its visibility timeout
  }
}
