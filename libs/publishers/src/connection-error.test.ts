import assert from "node:assert/strict";
import { it } from "node:test";
import { connectionError } from "./connection-error.ts";

for (const [code, hints] of [
  ["SELF_SIGNED_CERT_IN_CHAIN", ["NODE_EXTRA_CA_CERTS"]],
  ["ERR_TLS_CERT_ALTNAME_INVALID", ["the-address"]],
  ["CERT_HAS_EXPIRED", []],
  ["CERT_NOT_YET_VALID", []],
] as const)
  it(`tells of ${code} what can help against it`, () => {
    const thrown = Object.assign(new Error("OpenSSL's own words"), { code });
    const error = connectionError(thrown, "The broker", { address: "the-address", tls: "the-scheme" });
    assert.equal(error?.reason, "untrusted-certificate");
    assert.ok(error.message.includes(code), error.message);
    const named = ["NODE_EXTRA_CA_CERTS", "the-address", "the-scheme"].filter((hint) => error.message.includes(hint));
    assert.deepEqual(named, hints);
  });
