import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionTrouble, writeTrouble } from "./system-codes.ts";

test("each code of a failed connection has its reason", () => {
  const expected = [
    ["ECONNREFUSED", "host-unreachable", true],
    ["EAI_AGAIN", "host-unreachable", true],
    ["ENOTFOUND", "host-not-found", false],
    ["SELF_SIGNED_CERT_IN_CHAIN", "untrusted-certificate", false],
    ["CERT_HAS_EXPIRED", "untrusted-certificate", false],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "untrusted-certificate", false],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "untrusted-certificate", false],
    ["INVALID_PURPOSE", "untrusted-certificate", false],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "bad-response", false],
    ["ERR_SSL_PACKET_LENGTH_TOO_LONG", "bad-response", false],
    ["ERR_SSL_UNSUPPORTED_PROTOCOL", "bad-response", false],
    ["ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR", "bad-response", true],
    ["ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", "bad-response", true],
    ["EPROTO", "bad-response", true],
  ] as const;
  for (const [code, reason, retryable] of expected) {
    const trouble = connectionTrouble(code);
    assert.deepEqual([trouble?.reason, trouble?.retryable], [reason, retryable], code);
  }
  for (const code of ["EMFILE", "HPE_INVALID_CONSTANT", ""]) assert.equal(connectionTrouble(code), null);
});

test("certificates that another authority can't mend are kinds of their own", () => {
  const expected = [
    ["SELF_SIGNED_CERT_IN_CHAIN", "untrusted-certificate"],
    ["CERT_REVOKED", "untrusted-certificate"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "certificate-of-another-name"],
    ["HOSTNAME_MISMATCH", "certificate-of-another-name"],
    ["CERT_HAS_EXPIRED", "certificate-out-of-date"],
    ["CERT_NOT_YET_VALID", "certificate-out-of-date"],
  ] as const;
  for (const [code, kind] of expected) assert.equal(connectionTrouble(code)?.kind, kind, code);
});

test("each code of a failed write has its reason", () => {
  const expected = [
    ["ENOSPC", "target-full", true],
    ["EDQUOT", "target-full", true],
    ["EACCES", "access-denied", false],
    ["EROFS", "write-refused", false],
    ["ENOTDIR", "write-refused", false],
    ["ENAMETOOLONG", "write-refused", false],
    ["EIO", "write-refused", true],
    ["ENOENT", "write-refused", true],
  ] as const;
  for (const [code, reason, retryable] of expected) {
    const trouble = writeTrouble(code);
    assert.deepEqual([trouble?.reason, trouble?.retryable], [reason, retryable], code);
  }
  for (const code of ["EMFILE", "ENOMEM", ""]) assert.equal(writeTrouble(code), null);
});
