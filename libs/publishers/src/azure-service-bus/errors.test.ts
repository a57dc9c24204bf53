import assert from "node:assert/strict";
import { it } from "node:test";
import { ServiceBusError } from "@azure/service-bus";
import { assertAdvises } from "../testing/assertions.ts";
import { ServiceBusErrors } from "./errors.ts";

const errors = new ServiceBusErrors(
  { Type: "AzureServiceBus", Format: "Json", Connection: "not needed", Queue: "events" },
  { host: "ns.example", port: 5671, keyName: "send", key: "hunter2", entityPath: null, tls: true },
);

const general = (retryable: boolean) => Object.assign(new ServiceBusError("", "GeneralError"), { retryable });
const withCode = (code: string): Error => Object.assign(new Error("some text"), { code });

for (const [thrown, reason, retryable] of [
  [new ServiceBusError("", "UnauthorizedAccess"), "access-denied", false],
  [new ServiceBusError("", "MessagingEntityNotFound"), "destination-not-found", false],
  [new ServiceBusError("", "ServiceCommunicationProblem"), "destination-not-found", false],
  [new ServiceBusError("", "MessagingEntityDisabled"), "write-refused", false],
  [new ServiceBusError("", "QuotaExceeded"), "target-full", true],
  [new ServiceBusError("", "ServiceBusy"), "throttled", true],
  [new ServiceBusError("", "MessageSizeExceeded"), "message-too-large", false],
  [new ServiceBusError("", "ServiceTimeout"), "timeout", true],
  [general(true), "bad-response", true],
  [general(false), "write-refused", false],
  [new TypeError("of the SDK"), "bad-response", true],
] as const)
  it(`makes ${reason} of ${"code" in thrown ? thrown.code : thrown.name}${retryable ? ", for now" : ""}`, () => {
    const error = errors.of(thrown);
    assert.deepEqual([error.reason, error.retryable], [reason, retryable]);
    assert.match(error.message, /ns\.example:5671/u);
    assert.doesNotMatch(error.message, /hunter2/u);
    assertAdvises(error.message);
    assert.equal(error.cause, thrown);
  });

it("says what to do where the service does not answer, and about an event that is too large", () => {
  for (const { message } of [
    errors.ofSocket(undefined, true),
    errors.notConnectedInTime(1_000),
    errors.noAnswerInTime(1_000),
    errors.tooLarge(262_144),
  ])
    assertAdvises(message);
});

it("names no time to come back when the service is busy", () => {
  assert.equal(errors.of(new ServiceBusError("", "ServiceBusy")).retryAfterMs, null);
});

for (const [code, reason] of [
  ["ECONNREFUSED", "host-unreachable"],
  ["ENOTFOUND", "host-not-found"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "untrusted-certificate"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "bad-response"],
] as const)
  it(`makes ${reason} of a socket's ${code}`, () => {
    assert.equal(errors.ofSocket(withCode(code), false).reason, reason);
  });

it("makes a lost connection of an open one that ends, whatever the code", () => {
  for (const error of [undefined, withCode("ECONNRESET"), withCode("ERR_SSL_BAD_RECORD")])
    assert.equal(errors.ofSocket(error, true).reason, "host-unreachable");
});
