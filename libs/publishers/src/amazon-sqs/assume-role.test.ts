import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { it } from "node:test";
import { inspect } from "node:util";
import { ReelbusError } from "@reelbus/contracts";
import { CLOSED_PORT, startBlackHole, waitFor, withLeakCheck } from "@reelbus/testing";
import { assertRefused, forever } from "../testing/assertions.ts";
import { startAwsFront, type AwsFront } from "./testing/aws-front.ts";
import { environment } from "../testing/environment.ts";
import { AmazonSqsPublisher } from "./amazon-sqs-publisher.ts";

/** For an STS that stays silent; the same limit has to suffice for the question after it. */
const SHORT_ROLE_MS = 2_000;

it(
  "asks anew for a role when STS took the connection and stayed silent",
  withLeakCheck(async () => {
    await using front = await startQueue();
    await using sts = await startSilentOnce(front);
    using _ = environment({ AWS_ENDPOINT_URL_STS: sts.url });
    const publisher = open(front, { roleMs: SHORT_ROLE_MS, answerMs: 10_000 });
    await assertRefused(publisher.check(forever), "timeout");
    await publisher.check(forever);
    await publisher.close();
  }),
);

it(
  "asks STS once for all that want the role at the same time, and keeps it",
  withLeakCheck(async () => {
    await using front = await startQueue();
    await using sts = await startSilentOnce(front);
    using _ = environment({ AWS_ENDPOINT_URL_STS: sts.url });
    const publisher = open(front, { roleMs: SHORT_ROLE_MS, answerMs: 10_000 });
    const refused = () => assertRefused(publisher.check(forever), "timeout");
    await Promise.all([refused(), refused(), refused()]);
    await Promise.all([publisher.check(forever), publisher.check(forever)]);
    await publisher.check(forever);
    assert.equal(sts.taken, 2);
    await publisher.close();
  }),
);

it(
  "ends the connection to STS when it closes",
  withLeakCheck(async () => {
    await using front = await startQueue();
    await using sts = await startBlackHole();
    using _ = environment({ AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${sts.port}` });
    const publisher = open(front, { roleMs: 600_000, answerMs: 600_000 });
    const refused = assertRefused(publisher.check(forever), "internal");
    await waitFor(() => sts.open === 1, { what: "the question for the role" });
    await publisher.close();
    await refused;
    await waitFor(() => sts.open === 0, { what: "the connection to end" });
  }),
);

it(
  "tells STS the external id of the role, and nobody else",
  withLeakCheck(async () => {
    await using front = await startQueue();
    await using sts = await startEchoingSts();
    using _ = environment({ AWS_ENDPOINT_URL_STS: sts.url });
    const publisher = open(front, { roleMs: 10_000, answerMs: 10_000 }, { RoleExternalId: "known-to-us" });
    const error = await publisher.check(forever).catch((thrown: unknown) => thrown);
    assert.equal(new URLSearchParams(sts.told()).get("ExternalId"), "known-to-us");
    assert.ok(error instanceof ReelbusError && error.reason === "access-denied", String(error));
    assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /known-to-us/u);
    await publisher.close();
  }),
);

function open(
  { url, key }: AwsFront,
  limits: { roleMs: number; answerMs: number },
  role: { RoleExternalId?: string } = {},
): AmazonSqsPublisher {
  return new AmazonSqsPublisher(
    {
      Type: "AmazonSqs",
      Format: "Json",
      QueueUrl: `${url}/000000000000/events`,
      Region: "us-east-1",
      CredentialsName: key.id,
      CredentialsSecret: key.secret,
      CredentialsProtection: "Unencrypted",
      RoleArnToAssume: "arn:aws:iam::123456789012:role/reelbus-test",
      ...role,
    },
    { connectMs: 10_000, ...limits },
  );
}

/** An STS, and a queue that answers a check and does nothing else. */
function startQueue(): Promise<AwsFront> {
  const headers = { "content-type": "application/x-amz-json-1.0" };
  const body = JSON.stringify({ Attributes: { QueueArn: "arn:aws:sqs:us-east-1:000000000000:events" } });
  return startAwsFront(CLOSED_PORT, { answer: () => ({ status: 200, headers, body }) });
}

/** An STS that refuses, and repeats what it was told. */
async function startEchoingSts(): Promise<AsyncDisposable & { url: string; told: () => string }> {
  let told = "";
  const server = createHttpServer((request, response) => {
    void text(request).then((body) => {
      told = body;
      const error = `<Code>AccessDenied</Code><Message>You sent ${encodeURIComponent(body)}</Message>`;
      response
        .writeHead(403, { "content-type": "text/xml" })
        .end(`<ErrorResponse><Error>${error}</Error></ErrorResponse>`);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told: () => told,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Takes its first connection and says nothing; every later one leads to the server behind it. */
async function startSilentOnce(behind: AwsFront): Promise<AsyncDisposable & { url: string; readonly taken: number }> {
  const port = Number(new URL(behind.url).port);
  let taken = 0;
  const server = createServer((outer) => {
    taken += 1;
    outer.on("error", () => undefined);
    if (taken === 1) {
      outer.resume();
      return;
    }
    const inner = connect(port, "127.0.0.1").on("error", () => outer.destroy());
    outer.pipe(inner).pipe(outer);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get taken() {
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, "close");
    },
  };
}
