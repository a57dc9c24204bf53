import assert from "node:assert/strict";
import dns, { type LookupAddress } from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { it, mock } from "node:test";
import { sampleEvents } from "../testing/index.ts";
import { isLinkLocal, LinkLocalError, lookupOutsideLinkLocal } from "./link-local.ts";
import { WebhookPublisher } from "./webhook-publisher.ts";

it("knows link-local addresses, however they are written", () => {
  const urls = [
    "http://169.254.169.254/",
    "http://169.254.0.1/",
    "http://2852039166/", // 169.254.169.254 as one number
    "http://0xa9.0xfe.1.1/",
    "http://[fe80::1]/",
    "http://[febf::1]/",
    "http://[::ffff:169.254.169.254]/",
  ];
  for (const url of urls) assert.equal(isLinkLocal(new URL(url).hostname), true, url);
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
    "169.254.name",
  ];
  for (const host of hosts) assert.equal(isLinkLocal(host), false, host);
});

it("resolves to every address of a name, or to the first where one is asked for", async () => {
  assert.deepEqual(await lookedUp([ipv4("10.0.0.1"), ipv6("::1")], { all: true }), [ipv4("10.0.0.1"), ipv6("::1")]);
  assert.deepEqual(await lookedUp([ipv4("10.0.0.1"), ipv6("::1")], {}), ["10.0.0.1", 4]);
});

it("refuses a name with a link-local address among others", async () => {
  await assert.rejects(lookedUp([ipv4("10.0.0.1"), ipv4("169.254.169.254")], { all: true }), LinkLocalError);
  await assert.rejects(lookedUp([ipv6("fe80::1")], {}), LinkLocalError);
});

for (const scheme of ["http", "https"])
  it(`keeps a webhook by ${scheme} from calling a name that leads there`, async () => {
    const settings = {
      Type: "Webhook",
      Format: "Json",
      Url: `${scheme}://receiver.example/`,
      Secret: "whsec_",
    } as const;
    const publisher = new WebhookPublisher(settings, { connectMs: 2_000, answerMs: 2_000 });
    const { signal } = new AbortController();
    const refused = { reason: "location-not-allowed", retryable: false };
    using _resolver = resolvingTo([ipv4("169.254.169.254")]);
    await assert.rejects(publisher.check(signal), refused);
    await assert.rejects(publisher.publish(sampleEvents(1), signal), refused);
    await publisher.close();
  });

const ipv4 = (address: string): LookupAddress => ({ address, family: 4 });
const ipv6 = (address: string): LookupAddress => ({ address, family: 6 });

async function lookedUp(addresses: LookupAddress[], options: { all?: boolean }): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  using _resolver = resolvingTo(addresses);
  lookupOutsideLinkLocal("receiver.example", options, (error, found, family) => {
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
