import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { LifecycleEvent } from "@reelbus/contracts";
import { startSqs, withLeakCheck, type TestServer } from "@reelbus/testing";
import { assertRefused, failureOf, forever } from "../testing/assertions.ts";
import { checkOf, publishTo, withPublisherTo } from "../testing/calls.ts";
import { behind, jsonAnswer, jsonError, startAwsFront, type FrontAnswer } from "./testing/aws-front.ts";
import { sampleEvents } from "../testing/index.ts";
import { makeSqsQueue } from "./testing/sqs-queue.ts";
import { MAX_BATCH_BYTES } from "./limits.ts";

describe("the messages of AmazonSqsPublisher", () => {
  let server: TestServer;
  before(async () => {
    server = await startSqs();
  });
  after(() => server.stop());

  it(
    "sets the documented attributes and no others",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      const [event] = sampleEvents(1);
      assert.ok(event);
      await publishTo(queue.settings, [event]);
      const [message] = await queue.takeAll();
      assert.deepEqual(message?.MessageAttributes, {
        EventType: { DataType: "String", StringValue: event.EventType },
        EventId: { DataType: "String", StringValue: event.EventId },
        JobId: { DataType: "String", StringValue: event.JobId },
      });
      assert.equal(message.Attributes?.MessageGroupId, undefined);
    }),
  );

  it(
    "orders by the job and deduplicates by the event in a FIFO queue",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server, { isFifo: true });
      const [event] = sampleEvents(1);
      assert.ok(event);
      await publishTo(queue.settings, [event]);
      const [message] = await queue.takeAll();
      assert.equal(message?.Attributes?.MessageGroupId, event.JobId);
      assert.equal(message.Attributes.MessageDeduplicationId, event.EventId);
    }),
  );

  it(
    "delivers characters that SQS does not take as they are",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      const [event] = sampleEvents(1);
      assert.ok(event);
      const odd: LifecycleEvent = { ...event, UserData: { text: "a\u0000\u001F\uFFFE\uFFFF\u007F\u2028z" } };
      await publishTo(queue.settings, [odd]);
      assert.deepEqual(
        (await queue.received()).map(({ body }) => body),
        [odd],
      );
    }),
  );

  for (const isFifo of [false, true])
    it(
      `lets nothing overtake an event that is too large for the ${isFifo ? "FIFO" : "standard"} queue`,
      withLeakCheck(async () => {
        await using queue = await makeSqsQueue(server, { isFifo, maximumMessageSize: 2_000 });
        const small = sampleEvents(6);
        const [large] = sampleEvents(1, { paddingBytes: 2_000 });
        assert.ok(large);
        const error = await failureOf(publishTo(queue.settings, [...small.slice(0, 4), large, ...small.slice(4)]));
        assert.deepEqual([error.reason, error.retryable, error.deliveredCount], ["message-too-large", false, 4]);
        assert.equal((await queue.received()).length, 4);
      }),
    );

  it(
    "counts the events from the start that SQS took, and sends no further batch",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      const sizes: number[] = [];
      await using front = await startAwsFront(server.port, {
        answer: (_, body) => {
          const { Entries } = JSON.parse(body) as { Entries: Entry[] };
          sizes.push(Entries.length);
          return Entries.length === 1 ? null : partialFailure(Entries);
        },
      });
      await withPublisherTo(behind(front, queue.settings), async (publisher) => {
        const error = await failureOf(publisher.publish(sampleEvents(25), forever));
        assert.deepEqual([error.reason, error.retryable, error.deliveredCount], ["bad-response", true, 3]);
        assert.deepEqual(sizes, [1, 10]);
        await publisher.publish(sampleEvents(1), forever);
        assert.deepEqual(sizes, [1, 10, 1]);
      });
    }),
  );

  it(
    "does not take an answer without what was asked for a success",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      await using front = await startAwsFront(server.port, { answer: () => jsonAnswer(200, {}) });
      await withPublisherTo(behind(front, queue.settings), async (publisher) => {
        const error = await failureOf(publisher.publish(sampleEvents(1), forever));
        assert.deepEqual([error.reason, error.retryable], ["bad-response", true]);
        await assert.rejects(publisher.check(forever), { reason: "bad-response", retryable: true });
      });
    }),
  );

  it(
    "reads no more of an answer than SQS would send",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      const Attributes = { QueueArn: "x".repeat(2_000_000) };
      await using front = await startAwsFront(server.port, { answer: () => jsonAnswer(200, { Attributes }) });
      await assert.rejects(checkOf(behind(front, queue.settings)), { reason: "bad-response", retryable: true });
    }),
  );

  it(
    "sends nothing that is larger than SQS can take",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      let requests = 0;
      await using front = await startAwsFront(server.port, {
        answer: () => {
          requests += 1;
          return null;
        },
      });
      const tooLarge = sampleEvents(1, { paddingBytes: MAX_BATCH_BYTES });
      const events = [...sampleEvents(1), ...tooLarge, ...sampleEvents(1)];
      const error = await failureOf(publishTo(behind(front, queue.settings), events));
      assert.deepEqual([error.reason, error.deliveredCount, requests], ["message-too-large", 1, 1]);
    }),
  );

  it(
    "tries nothing again by itself when it is throttled",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      let calls = 0;
      await using front = await startAwsFront(server.port, {
        answer: () => {
          calls += 1;
          return jsonError(400, "ThrottlingException", "Throttling");
        },
      });
      await withPublisherTo(behind(front, queue.settings), async (publisher) => {
        await assertRefused(publisher.publish(sampleEvents(2), forever), "throttled");
        await assertRefused(publisher.check(forever), "throttled");
        assert.equal(calls, 2);
      });
    }),
  );
});

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}

/** The third of these messages failed, the others were taken. */
function partialFailure(entries: readonly Entry[]): FrontAnswer {
  const taken = entries.filter((_, index) => index !== 2);
  const Successful = taken.map(({ Id, MessageBody }) => {
    return { Id, MessageId: Id, MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex") };
  });
  return jsonAnswer(200, { Successful, Failed: [{ Id: entries[2]?.Id, SenderFault: false, Code: "InternalError" }] });
}
