import assert from "node:assert/strict";
import { it } from "node:test";
import { connectionError } from "./connection-error.ts";

for (const [code, reason, hints] of [
  ["SELF_SIGNED_CERT_IN_CHAIN", "untrusted-certificate", ["NODE_EXTRA_CA_CERTS"]],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "untrusted-certificate", ["the-address"]],
  ["CERT_HAS_EXPIRED", "untrusted-certificate", []],
  ["CERT_NOT_YET_VALID", "untrusted-certificate", []],
  ["ENOTFOUND", "host-not-found", ["the-host"]],
] as const)
  it(`tells of ${code} what can help against it`, () => {
    const thrown = Object.assign(new Error("OpenSSL's own words"), { code });
    const error = connectionError(thrown, "The broker", {
      address: "the-address",
      host: "the-host",
      tls: "the-scheme",
    });
    assert.equal(error?.reason, reason);
    assert.ok(error.message.includes(code), error.message);
    const named = ["NODE_EXTRA_CA_CERTS", "the-address", "the-host", "the-scheme"].filter((hint) =>
      error.message.includes(hint),
    );
    assert.deepEqual(named, hints);
  });
