import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { inspect } from "node:util";
import { startSqs, withLeakCheck, type TestServer } from "@reelbus/testing";
import { assertRefused } from "../testing/assertions.ts";
import { checkOf, publishTo } from "../testing/calls.ts";
import { behind, jsonError, startAwsFront } from "./testing/aws-front.ts";
import { environment } from "../testing/environment.ts";
import { sampleEvents, trustAlso } from "../testing/index.ts";
import { makeSqsQueue } from "./testing/sqs-queue.ts";
import { startTlsFront } from "../testing/tls-front.ts";

describe("how AmazonSqsPublisher is let in", () => {
  let server: TestServer;
  before(async () => {
    server = await startSqs();
  });
  after(() => server.stop());

  it(
    "has its first event refused by a key that may only look at the queue, which a check can't tell",
    withLeakCheck(async () => {
      await using queue = await makeSqsQueue(server);
      await using front = await startAwsFront(server.port);
      const { id, secret } = front.lookingKey;
      const settings = { ...behind(front, queue.settings), CredentialsName: id, CredentialsSecret: secret };
      await checkOf(settings);
      await assertRefused(publishTo(settings, sampleEvents(2)), "access-denied");
      assert.deepEqual(await queue.takeAll(), []);
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
        message: `The service has no AWS identity of its own to assume the role ${role} with. Set CredentialsName and CredentialsSecret, or have the operator give it one.`,
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
      using _trust = trustAlso(front.certificate);
      await publishTo({ ...queue.settings, Endpoint: `https://127.0.0.1:${front.port}` }, sampleEvents(1));
      assert.equal((await queue.received()).length, 1);
    }),
  );
});

const role = "arn:aws:iam::123456789012:role/reelbus-test";
