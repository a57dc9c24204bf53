import assert from "node:assert/strict";
import { test } from "node:test";
import { withLeakCheck } from "./leak-check.ts";
import { startSqs } from "./sqs.ts";

test(
  "an SQS server keeps its messages when it is killed, and stops without a trace",
  withLeakCheck(async () => {
    await using server = await startSqs();
    const { QueueUrl } = await call(server.url, "CreateQueue", { QueueName: "events" });
    await call(server.url, "SendMessage", { QueueUrl, MessageBody: "kept" });
    await server.kill9();
    await server.restart();
    const { Messages } = await call(server.url, "ReceiveMessage", { QueueUrl });
    assert.partialDeepStrictEqual(Messages, [{ Body: "kept" }]);
    const { url } = server;
    await server.stop();
    await assert.rejects(call(url, "ListQueues", {}));
  }),
);

async function call(url: string, action: string, body: object): Promise<Record<string, unknown>> {
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `AmazonSQS.${action}`,
    connection: "close",
  };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return (await response.json()) as Record<string, unknown>;
}
