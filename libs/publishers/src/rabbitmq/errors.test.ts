import assert from "node:assert/strict";
import { it } from "node:test";
import { assertAdvises } from "../testing/assertions.ts";
import { RabbitMqErrors } from "./errors.ts";

const errors = new RabbitMqErrors({
  Type: "RabbitMq",
  Format: "Json",
  Protocol: "amqps",
  Host: "broker.example",
  VirtualHost: "/",
  Queue: "events",
  CredentialsName: "name",
  CredentialsSecret: "hunter2",
  CredentialsProtection: "Unencrypted",
});

const withCode = (code: string | number): Error => Object.assign(new Error("some text"), { code });

/** As amqplib words it. */
function refusal(text: string): Error {
  const message = `Operation failed: QueueDeclare; 404 (NOT-FOUND) with message "${text}"`;
  return Object.assign(new Error(message), { code: 404 });
}

for (const [thrown, reason, retryable] of [
  [withCode("ECONNREFUSED"), "host-unreachable", true],
  [withCode("ENOTFOUND"), "host-not-found", false],
  [withCode("SELF_SIGNED_CERT_IN_CHAIN"), "untrusted-certificate", false],
  [withCode("CERT_HAS_EXPIRED"), "untrusted-certificate", false],
  [withCode("ERR_TLS_CERT_ALTNAME_INVALID"), "untrusted-certificate", false],
  [withCode("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "untrusted-certificate", false],
  [withCode("ERR_SSL_WRONG_VERSION_NUMBER"), "bad-response", false],
  [withCode(403), "access-denied", false],
  [withCode(530), "access-denied", false],
  [withCode(404), "destination-not-found", false],
  [refusal("NOT_FOUND - no queue 'on timeout' in vhost '/'"), "destination-not-found", false],
  [
    refusal("NOT_FOUND - home node 'a@b' of durable queue 'q' in vhost '/' is down or inaccessible"),
    "host-unreachable",
    true,
  ],
  [refusal("NOT_FOUND - queue 'q' in vhost '/' process is stopped by supervisor"), "host-unreachable", true],
  [
    refusal("NOT_FOUND - failed to perform operation on queue 'q' in vhost '/' due to timeout"),
    "host-unreachable",
    true,
  ],
  [withCode(406), "message-too-large", false],
  [withCode(320), "host-unreachable", true],
  [withCode(541), "bad-response", true],
  [new Error("Handshake terminated by server: 403 (ACCESS-REFUSED) with message"), "access-denied", false],
  [new Error("Socket closed abruptly during opening handshake"), "bad-response", true],
] as const) {
  it(`makes ${reason} of ${"code" in thrown ? String(thrown.code) : ""} ${thrown.message}`, () => {
    const error = errors.of(thrown);
    assert.deepEqual([error.reason, error.retryable], [reason, retryable]);
    assert.ok(error.message.includes("broker.example:5671"), error.message);
    assert.ok(!error.message.includes("hunter2"));
    assertAdvises(error.message);
    assert.equal(error.cause, thrown);
  });
}

it("says what to do where the broker answers nothing, or only returns the event", () => {
  for (const { message } of [
    errors.lost(),
    errors.notConnectedInTime(1_000),
    errors.noAnswerInTime(1_000),
    errors.heldBack(),
    errors.unroutable(),
    errors.backAgain(),
    errors.refused(),
  ])
    assertAdvises(message);
});

it("makes a lost connection of an open one that fails without an AMQP code", () => {
  assert.equal(errors.ofLoss(new Error("Heartbeat timeout")).reason, "host-unreachable");
  assert.equal(errors.ofLoss(withCode(404)).reason, "destination-not-found");
});
