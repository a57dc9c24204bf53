import assert from "node:assert/strict";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import { isLiving } from "./child-processes.ts";
import { withLeakCheck } from "./leak-check.ts";
import { readFromPort } from "./read-from-port.ts";
import { MAX_WEBHOOK_BYTES } from "./webhook-inbox.ts";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver.ts";

test(
  "a receiver of webhooks that stops without a trace",
  withLeakCheck(async () => {
    const receiver = await startWebhookReceiver({ tls: true });
    assert.ok(isLiving(receiver.pid));
    await receiver.stop();
    await assert.rejects(readFromPort(receiver.port, ""), { code: "ECONNREFUSED" });
  }),
);

test("a receiver that is killed and started again", async () => {
  await using receiver = await startWebhookReceiver({ tls: false });
  const inbox = await receiver.makeInbox();
  await post(receiver, inbox.name, "1");
  await receiver.kill9();
  await receiver.restart();
  await post(receiver, inbox.name, "2");
  assert.deepEqual(
    (await inbox.received()).map(({ headers, body }) => [headers["webhook-id"], body]),
    [
      ["an-id", "1"],
      ["an-id", "2"],
    ],
  );
});

test("what a receiver refuses it does not store", async () => {
  await using receiver = await startWebhookReceiver({ tls: false });
  const inbox = await receiver.makeInbox();
  const other = `whsec_${Buffer.alloc(32).toString("base64")}`;
  assert.equal(await post(receiver, inbox.name, "1", other), 401);
  assert.equal(await post(receiver, "no-inbox", "1"), 404);
  assert.equal(await post(receiver, inbox.name, "1".repeat(MAX_WEBHOOK_BYTES + 1)), 413);
  assert.deepEqual(await inbox.received(), []);
});

async function post(receiver: WebhookReceiver, inbox: string, body: string, secret = receiver.secret): Promise<number> {
  const now = new Date();
  const headers = {
    connection: "close",
    "webhook-id": "an-id",
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign("an-id", now, body),
  };
  const { status } = await fetch(`${receiver.url}${inbox}`, { method: "POST", headers, body });
  return status;
}
