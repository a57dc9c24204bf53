import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { describe, it } from "node:test";
import type { Reason } from "@reelbus/contracts";
import { startWebhookReceiver, withLeakCheck } from "@reelbus/testing";
import { assertAdvises, failureOf } from "../testing/assertions.ts";
import { publishTo } from "../testing/calls.ts";
import { startAnswering } from "./testing/answering-server.ts";
import { webhookSettings } from "./testing/webhook-settings.ts";
import { WebhookFailures } from "./webhook-failures.ts";
import { sampleEvents } from "../testing/index.ts";

const meanings: readonly [status: number, reason: Reason, retryable: boolean][] = [
  [301, "write-refused", true],
  [302, "write-refused", true],
  [304, "write-refused", true],
  [400, "write-refused", true],
  [401, "access-denied", true],
  [403, "access-denied", true],
  [404, "destination-not-found", true],
  [405, "write-refused", true],
  [408, "timeout", true],
  [410, "destination-gone", false],
  [413, "message-too-large", false],
  [429, "throttled", true],
  [500, "bad-response", true],
  [502, "throttled", true],
  [503, "throttled", true],
  [504, "throttled", true],
];

it("says what to do where there is no answer", () => {
  const failures = new WebhookFailures(new URL("https://receiver.example/events"));
  for (const { message } of [
    failures.notConnectedInTime(1_000),
    failures.noAnswerInTime(1_000),
    failures.noAnswer(),
    failures.forbiddenAddress(),
  ])
    assertAdvises(message);
});

describe("what an answer means", () => {
  for (const [status, reason, retryable] of meanings)
    it(
      `${status}: ${reason}`,
      withLeakCheck(async () => {
        await using server = await startAnswering(status, { location: "/elsewhere" }, "the receiver's own words");
        const error = await failureOf(publishTo(webhookSettings(`${server.url}events?token=hunter2`), sampleEvents(2)));
        assert.deepEqual([error.reason, error.retryable, error.deliveredCount], [reason, retryable, 0]);
        assert.match(error.message, new RegExp(`HTTP ${status}`, "u"));
        assert.doesNotMatch(error.message, /hunter2|own words|whsec/u);
        assertAdvises(error.message);
        assert.equal(server.requests.length, 1, "no redirect was followed, no second event sent");
      }),
    );

  for (const status of [200, 201, 202, 204, 299])
    it(
      `${status}: delivered`,
      withLeakCheck(async () => {
        await using server = await startAnswering(status);
        await publishTo(webhookSettings(server.url), sampleEvents(3));
        assert.equal(server.requests.length, 3);
        assert.equal(server.connections, 1, "the connection was used again");
      }),
    );

  it(
    "how long to wait comes from Retry-After, an hour at most",
    withLeakCheck(async () => {
      const inOneMinute = new Date(Date.now() + 60_000).toUTCString();
      assert.equal(await retryAfterMs("7"), 7_000);
      assert.equal(await retryAfterMs("999999999999"), 3_600_000);
      const untilDate = await retryAfterMs(inOneMinute);
      assert.ok(untilDate !== null && untilDate > 0 && untilDate <= 60_000, String(untilDate));
      assert.equal(await retryAfterMs("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
      assert.equal(await retryAfterMs("soon"), null);
    }),
  );

  it(
    "a long body is not read to its end",
    withLeakCheck(async () => {
      await using server = await startAnswering(200, {}, Buffer.alloc(5_000_000));
      await publishTo(webhookSettings(server.url), sampleEvents(2));
      assert.equal(server.connections, 2, "the connection with the rest of it was closed");
    }),
  );

  it(
    "what is no HTTP server",
    withLeakCheck(async () => {
      await using server = createServer((socket) => socket.resume().end("220 mail.example ESMTP\r\n"));
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const error = await failureOf(publishTo(webhookSettings(url), sampleEvents(1)));
      assert.deepEqual([error.reason, error.retryable], ["bad-response", true]);
    }),
  );
});

it(
  "publishes over plain HTTP too",
  withLeakCheck(async () => {
    await using receiver = await startWebhookReceiver({ tls: false });
    const inbox = await receiver.makeInbox();
    const events = sampleEvents(2);
    await publishTo(webhookSettings(`${receiver.url}${inbox.name}`, receiver.secret), events);
    assert.deepEqual(
      (await inbox.received()).map(({ body }) => JSON.parse(body) as unknown),
      events,
    );
  }),
);

async function retryAfterMs(value: string): Promise<number | null> {
  await using server = await startAnswering(503, { "retry-after": value });
  return (await failureOf(publishTo(webhookSettings(server.url), sampleEvents(1)))).retryAfterMs;
}
