import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { it } from "node:test";
import { makeCertificate } from "./certificate.ts";
import { withLeakCheck } from "./leak-check.ts";

it(
  "makes a certificate for the names, with its key, anew each time",
  withLeakCheck(async () => {
    const made = await makeCertificate(["DNS:localhost", "IP:127.0.0.1"]);
    const certificate = new X509Certificate(made.certificate);
    assert.equal(certificate.checkHost("localhost"), "localhost");
    assert.equal(certificate.checkIP("127.0.0.1"), "127.0.0.1");
    assert.ok(certificate.checkPrivateKey(createPrivateKey(made.key)));
    assert.notEqual((await makeCertificate()).key, made.key);
  }),
);
