import assert from "node:assert/strict";
import dns, { type LookupAddress } from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { it, mock } from "node:test";
import type { AmazonSqsPublisher as AmazonSqsSettings } from "@reelbus/contracts";
import { AmazonSqsPublisher } from "./amazon-sqs/amazon-sqs-publisher.ts";
import { isForbiddenAddress, ForbiddenAddressError, lookupAllowedAddress } from "./forbidden-address.ts";
import type { Publisher } from "./publisher.ts";
import { assertRefused, forever } from "./testing/assertions.ts";
import { sampleEvents } from "./testing/index.ts";
import { WebhookPublisher } from "./webhook/webhook-publisher.ts";

it("knows link-local addresses and those of clouds' metadata, however they are written", () => {
  const urls = [
    "http://169.254.169.254/",
    "http://169.254.0.1/",
    "http://2852039166/", // 169.254.169.254 as one number
    "http://0xa9.0xfe.1.1/",
    "http://[fe80::1]/",
    "http://[febf::1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b::168.63.129.16]/",
    "http://[fd00:ec2::254]/",
    "http://[fd20:ce::254]/",
    "http://[fd00:c1::a9fe:a9fe]/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
  ];
  for (const url of urls) assert.equal(isForbiddenAddress(new URL(url).hostname), true, url);
});

it("takes no other address for one, private ones neither", () => {
  const hosts = [
    "127.0.0.1",
    "10.0.0.1",
    "192.168.1.1",
    "169.253.1.1",
    "[::1]",
    "[fec0::1]",
    "[fd00::1]",
    "[64:ff9b::10.0.0.1]",
    "100.100.100.201",
    "168.63.129.17",
    "169.254.name",
  ];
  for (const host of hosts) assert.equal(isForbiddenAddress(host), false, host);
});

it("resolves to every address of a name, or to the first where one is asked for", async () => {
  assert.deepEqual(await lookedUp([ipv4("10.0.0.1"), ipv6("::1")], { all: true }), [ipv4("10.0.0.1"), ipv6("::1")]);
  assert.deepEqual(await lookedUp([ipv4("10.0.0.1"), ipv6("::1")], {}), ["10.0.0.1", 4]);
});

it("refuses a name with a forbidden address among others", async () => {
  await assert.rejects(lookedUp([ipv4("10.0.0.1"), ipv4("169.254.169.254")], { all: true }), ForbiddenAddressError);
  await assert.rejects(lookedUp([ipv6("fe80::1")], {}), ForbiddenAddressError);
});

for (const scheme of ["http", "https"]) {
  it(`keeps a webhook by ${scheme} from calling a name that leads there`, () => {
    const settings = {
      Type: "Webhook",
      Format: "Json",
      Url: `${scheme}://receiver.example/`,
      Secret: "whsec_",
    } as const;
    return assertNotCalled(new WebhookPublisher(settings, { connectMs: 2_000, answerMs: 2_000 }));
  });

  it(`keeps SQS by ${scheme} from calling a name that leads there`, () =>
    assertNotCalled(new AmazonSqsPublisher(sqsSettings(`${scheme}://queues.example`), sqsLimits)));
}

it("keeps SQS from calling such an address itself", () =>
  assertNotCalled(new AmazonSqsPublisher(sqsSettings("http://[fd00:ec2::254]"), sqsLimits)));

const sqsLimits = { connectMs: 2_000, roleMs: 2_000, answerMs: 2_000 };

function sqsSettings(Endpoint: string): AmazonSqsSettings {
  return {
    Type: "AmazonSqs",
    Format: "Json",
    QueueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/events",
    Endpoint,
    CredentialsName: "AKIAEXAMPLE",
    CredentialsSecret: "a secret",
    CredentialsProtection: "Unencrypted",
  };
}

async function assertNotCalled(publisher: Publisher): Promise<void> {
  using _resolver = resolvingTo([ipv4("169.254.169.254")]);
  await assertRefused(publisher.check(forever), "location-not-allowed");
  await assertRefused(publisher.publish(sampleEvents(1), forever), "location-not-allowed");
  await publisher.close();
}

const ipv4 = (address: string): LookupAddress => ({ address, family: 4 });
const ipv6 = (address: string): LookupAddress => ({ address, family: 6 });

async function lookedUp(addresses: LookupAddress[], options: { all?: boolean }): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  using _resolver = resolvingTo(addresses);
  lookupAllowedAddress("receiver.example", options, (error, found, family) => {
    if (error !== null) reject(error);
    else resolve(Array.isArray(found) ? found : [found, family]);
  });
  return await promise;
}

/** Stands in for the system's resolver, the one part that is not real here: it has these addresses for every name. */
function resolvingTo(addresses: LookupAddress[]): Disposable {
  const resolver = mock.method(dns, "lookup", (...parts: unknown[]) => {
    const callback = parts.at(-1) as (error: null, found: LookupAddress[]) => void;
    process.nextTick(callback, null, addresses);
  });
  syncBuiltinESMExports();
  return {
    [Symbol.dispose]: () => {
      resolver.mock.restore();
      syncBuiltinESMExports();
    },
  };
}
