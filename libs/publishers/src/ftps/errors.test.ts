import assert from "node:assert/strict";
import { it } from "node:test";
import { FTPError } from "basic-ftp";
import { assertAdvises } from "../testing/assertions.ts";
import { FtpsErrors, type FtpStage } from "./errors.ts";

const errors = new FtpsErrors({ tls: "explicit", host: "ftp.example", port: 21, folder: "events" });

const reply = (code: number): FTPError => new FTPError({ code, message: `${code} /the/server's/own words` });
const withCode = (code: string): Error => Object.assign(new Error("some text"), { code });

for (const [stage, thrown, reason, retryable] of [
  ["greeting", withCode("ECONNREFUSED"), "host-unreachable", true],
  ["greeting", withCode("ENOTFOUND"), "host-not-found", false],
  ["greeting", withCode("ERR_SSL_WRONG_VERSION_NUMBER"), "bad-response", false],
  ["greeting", withCode("SELF_SIGNED_CERT_IN_CHAIN"), "untrusted-certificate", false],
  ["greeting", new Error("no FTP"), "bad-response", true],
  ["greeting", reply(421), "throttled", true],
  ["greeting", reply(500), "bad-response", true],
  ["tls", withCode("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "untrusted-certificate", false],
  ["tls", withCode("ERR_TLS_CERT_ALTNAME_INVALID"), "untrusted-certificate", false],
  ["tls", reply(502), "bad-response", false],
  ["login", reply(530), "access-denied", false],
  ["login", reply(332), "access-denied", false],
  ["login", reply(451), "bad-response", true],
  ["login", reply(421), "throttled", true],
  ["settings", reply(504), "bad-response", true],
  ["write", reply(421), "host-unreachable", true],
  ["write", reply(425), "host-unreachable", true],
  ["write", reply(426), "host-unreachable", true],
  ["write", reply(450), "write-refused", true],
  ["write", reply(451), "write-refused", true],
  ["write", reply(452), "target-full", true],
  ["write", reply(552), "target-full", true],
  ["write", reply(532), "access-denied", false],
  ["write", reply(550), "access-denied", false],
  ["write", reply(553), "access-denied", false],
  ["write", reply(500), "write-refused", false],
  ["write", reply(434), "bad-response", true],
  ["write", withCode("ECONNRESET"), "host-unreachable", true],
  ["write", withCode("ERR_SSL_BAD_RECORD_TYPE"), "host-unreachable", true],
  ["write", withCode("CERT_HAS_EXPIRED"), "untrusted-certificate", false],
] as const satisfies readonly (readonly [FtpStage, Error, string, boolean])[]) {
  const name = thrown instanceof FTPError || "code" in thrown ? String(thrown.code) : thrown.message;
  it(`makes ${reason} of ${name} in stage ${stage}`, () => {
    const error = errors.of(stage, thrown);
    assert.deepEqual([error.reason, error.retryable], [reason, retryable]);
    assert.ok(error.message.includes("ftp.example:21"), error.message);
    assert.doesNotMatch(error.message, /own words/u);
    assertAdvises(error.message);
    assert.equal(error.cause, thrown);
  });
}

it("says what to do where the server does not answer, and about the folder", () => {
  for (const { message } of [
    errors.lost(),
    errors.notConnectedInTime(1_000),
    errors.noAnswerInTime(1_000),
    errors.noDataConnection(reply(425)),
    errors.folderMissing(reply(550)),
    errors.folderClosed(reply(550)),
  ])
    assertAdvises(message);
});

it("hints at TLS where the login was refused without it", () => {
  const plain = new FtpsErrors({ tls: "none", host: "ftp.example", port: 21, folder: "" });
  assert.match(plain.of("login", reply(530)).message, /ftpes/u);
  assert.doesNotMatch(errors.of("login", reply(530)).message, /ftpes/u);
});
