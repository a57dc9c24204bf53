import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { inspect } from "node:util";
import type { AmazonSqsPublisher as AmazonSqsSettings, LifecycleEvent } from "@reelbus/contracts";
import { startSqs, withLeakCheck, type TestServer } from "@reelbus/testing";
import { PublishError } from "../publish-error.ts";
import { jsonError, startAwsFront, type AwsFront, type FrontAnswer } from "../testing/aws-front.ts";
import { sampleEvents } from "../testing/index.ts";
import { makeSqsQueue } from "../testing/sqs-queue.ts";
import { startTlsFront } from "../testing/tls-front.ts";
import { AmazonSqsPublisher } from "./amazon-sqs-publisher.ts";
import { MAX_BATCH_BYTES } from "./limits.ts";

describe("AmazonSqsPublisher with a server", () => {
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
        const publisher = new AmazonSqsPublisher(queue.settings);
        const error = await failureOf(publisher, [...small.slice(0, 4), large, ...small.slice(4)]);
        assert.deepEqual([error.reason, error.retryable, error.deliveredCount], ["message-too-large", false, 4]);
        assert.equal((await queue.received()).length, 4);
        await publisher.close();
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
      const publisher = new AmazonSqsPublisher(behind(front, queue.settings));
      const error = await failureOf(publisher, sampleEvents(25));
      assert.deepEqual([error.reason, error.retryable, error.deliveredCount], ["bad-response", true, 3]);
      assert.deepEqual(sizes, [1, 10]);
      await publisher.publish(sampleEvents(1), forever);
      assert.deepEqual(sizes, [1, 10, 1]);
      await publisher.close();
    }),
  );

  it(
    "does not take an answer without what was asked for a success",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      await using front = await startAwsFront(server.port, { answer: () => json(200, {}) });
      const publisher = new AmazonSqsPublisher(behind(front, queue.settings));
      const error = await failureOf(publisher, sampleEvents(1));
      assert.deepEqual([error.reason, error.retryable], ["bad-response", true]);
      await assert.rejects(publisher.check(forever), { reason: "bad-response", retryable: true });
      await publisher.close();
    }),
  );

  it(
    "reads no more of an answer than SQS would send",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      const Attributes = { QueueArn: "x".repeat(2_000_000) };
      await using front = await startAwsFront(server.port, { answer: () => json(200, { Attributes }) });
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
      const publisher = new AmazonSqsPublisher(behind(front, queue.settings));
      const tooLarge = sampleEvents(1, { paddingBytes: MAX_BATCH_BYTES });
      const error = await failureOf(publisher, [...sampleEvents(1), ...tooLarge, ...sampleEvents(1)]);
      assert.deepEqual([error.reason, error.deliveredCount, requests], ["message-too-large", 1, 1]);
      await publisher.close();
    }),
  );

  it(
    "says when to come back after throttling, and tries nothing again by itself",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      let calls = 0;
      const throttling = jsonError(400, "ThrottlingException", "Throttling");
      await using front = await startAwsFront(server.port, {
        answer: () => {
          calls += 1;
          return { ...throttling, headers: { ...throttling.headers, "retry-after": "3" } };
        },
      });
      const publisher = new AmazonSqsPublisher(behind(front, queue.settings));
      const error = await failureOf(publisher, sampleEvents(2));
      assert.deepEqual([error.reason, error.retryable, error.retryAfterMs], ["throttled", true, 3_000]);
      await assert.rejects(publisher.check(forever), { reason: "throttled" });
      assert.equal(calls, 2);
      await publisher.close();
    }),
  );

  it(
    "signs by the server's time when this machine's clock is wrong",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      await using front = await startAwsFront(server.port, { aheadMs: 3_600_000 });
      await publishTo(behind(front, queue.settings), sampleEvents(3));
      assert.equal((await queue.received()).length, 3);
    }),
  );

  it(
    "takes nothing from the operator's environment for a job with a key",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      await using front = await startAwsFront(server.port);
      const elsewhere = "http://127.0.0.1:9";
      using _ = environment({
        AWS_ENDPOINT_URL: elsewhere,
        AWS_ENDPOINT_URL_SQS: elsewhere,
        AWS_USE_FIPS_ENDPOINT: "true",
        AWS_REGION: "eu-west-1",
        AWS_ACCESS_KEY_ID: "AKIAOPERATOR",
        AWS_SECRET_ACCESS_KEY: "the operator's",
      });
      await publishTo(behind(front, queue.settings), sampleEvents(1));
      assert.equal((await queue.received()).length, 1);
    }),
  );

  it(
    "assumes a role by the job's key",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      await using front = await startAwsFront(server.port);
      using _ = environment({ AWS_ENDPOINT_URL_STS: front.url });
      const settings = { ...behind(front, queue.settings), RoleArnToAssume: role, RoleSessionDurationInSeconds: 900 };
      await publishTo(settings, sampleEvents(3));
      assert.equal((await queue.received()).length, 3);
      const refused = { ...settings, RoleArnToAssume: "arn:aws:iam::123456789012:role/another" };
      await assert.rejects(checkOf(refused), { reason: "access-denied", retryable: false });
      await assert.rejects(publishTo(refused, sampleEvents(1)), { reason: "access-denied", retryable: false });
    }),
  );

  it(
    "assumes a role by the service's own identity",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      await using front = await startAwsFront(server.port);
      const { CredentialsName: _name, CredentialsSecret: _secret, ...rest } = behind(front, queue.settings);
      const settings = { ...rest, RoleArnToAssume: role };
      using _ = environment({
        AWS_ENDPOINT_URL_STS: front.url,
        AWS_ACCESS_KEY_ID: front.key.id,
        AWS_SECRET_ACCESS_KEY: front.key.secret,
      });
      await publishTo(settings, sampleEvents(1));
      assert.equal((await queue.received()).length, 1);
    }),
  );

  it(
    "says that the service has no identity to assume a role by",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      const { CredentialsName: _name, CredentialsSecret: _secret, ...rest } = queue.settings;
      using _ = environment({
        AWS_ACCESS_KEY_ID: "",
        AWS_CONFIG_FILE: "/nowhere",
        AWS_SHARED_CREDENTIALS_FILE: "/nowhere",
        AWS_EC2_METADATA_DISABLED: "true",
      });
      await assert.rejects(checkOf({ ...rest, RoleArnToAssume: role }), {
        reason: "access-denied",
        message: `The service has no AWS identity of its own to assume the role ${role} with.`,
      });
    }),
  );

  it(
    "keeps a role's session token out of errors",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      let answers = 0;
      await using front = await startAwsFront(server.port, {
        answer: (_action, _body, headers) => {
          answers += 1;
          return jsonError(403, "AccessDeniedException", "AccessDenied", `You sent ${JSON.stringify(headers)}`);
        },
      });
      using _ = environment({ AWS_ENDPOINT_URL_STS: front.url });
      const settings = { ...behind(front, queue.settings), RoleArnToAssume: role };
      const error = await checkOf(settings).catch((thrown: unknown) => thrown);
      assert.equal(answers, 1);
      assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /a-session-token|a secret access key/u);
    }),
  );

  it(
    "speaks TLS to a server whose certificate is trusted",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      await using front = await startTlsFront(server.port);
      const usual = getCACertificates("default");
      setDefaultCACertificates([...usual, front.certificate]);
      try {
        await publishTo({ ...queue.settings, Endpoint: `https://127.0.0.1:${front.port}` }, sampleEvents(1));
      } finally {
        setDefaultCACertificates(usual);
      }
      assert.equal((await queue.received()).length, 1);
    }),
  );
});

const forever = new AbortController().signal;
const role = "arn:aws:iam::123456789012:role/reelbus-test";

function behind({ url, key }: AwsFront, settings: AmazonSqsSettings): AmazonSqsSettings {
  return { ...settings, Endpoint: url, CredentialsName: key.id, CredentialsSecret: key.secret };
}

function json(status: number, body: object): FrontAnswer {
  return { status, headers: { "content-type": "application/x-amz-json-1.0" }, body: JSON.stringify(body) };
}

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
  return json(200, { Successful, Failed: [{ Id: entries[2]?.Id, SenderFault: false, Code: "InternalError" }] });
}

/** Sets variables of the environment until it is disposed of. */
function environment(variables: Readonly<Record<string, string>>): Disposable {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return {
    [Symbol.dispose]: () => {
      for (const [name, value] of before)
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
    },
  };
}

async function failureOf(publisher: AmazonSqsPublisher, events: readonly LifecycleEvent[]): Promise<PublishError> {
  const error = await publisher.publish(events, forever).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof PublishError, String(error));
  return error;
}

async function publishTo(settings: AmazonSqsSettings, events: readonly LifecycleEvent[]): Promise<void> {
  const publisher = new AmazonSqsPublisher(settings);
  try {
    await publisher.publish(events, forever);
  } finally {
    await publisher.close();
  }
}

async function checkOf(settings: AmazonSqsSettings): Promise<void> {
  const publisher = new AmazonSqsPublisher(settings);
  try {
    await publisher.check(forever);
  } finally {
    await publisher.close();
  }
}
