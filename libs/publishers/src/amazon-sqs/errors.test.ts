import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import type { ReelbusError } from "@reelbus/contracts";
import { assertAdvises } from "../testing/assertions.ts";
import { AmazonSqsErrors } from "./errors.ts";
import { RoleFailure } from "./sdk-failure.ts";

const errors = new AmazonSqsErrors({
  Type: "AmazonSqs",
  Format: "Json",
  QueueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/events",
  RoleArnToAssume: "arn:aws:iam::123456789012:role/reelbus",
  CredentialsProtection: "Unencrypted",
});

/** An error as the SDK throws it: AWS's text may repeat the request with its session token. */
function answered(name: string, status = 400, headers: Record<string, string> = {}): Error {
  const $response = { statusCode: status, headers };
  return Object.assign(new Error("x-amz-security-token:hunter2"), {
    name,
    $metadata: { httpStatusCode: status, requestId: "id" },
    $response,
    $fault: "client",
  });
}
const withCode = (code: string, name = "Error"): Error => Object.assign(new Error("no answer"), { code, name });
function labelOf(thrown: unknown): string {
  if (thrown instanceof RoleFailure) return `a role's ${labelOf(thrown.cause)}`;
  const { name, code = "" } = thrown as Error & { code?: string };
  return `${name} ${code}`.trimEnd();
}
const decisionOf = ({ reason, retryable }: ReelbusError): [string, boolean] => [reason, retryable];

describe("AmazonSqsErrors", () => {
  for (const [thrown, reason, retryable] of [
    [answered("InvalidClientTokenId", 403), "access-denied", false],
    [answered("UnrecognizedClientException", 403), "access-denied", false],
    [answered("InvalidSignatureException", 403), "access-denied", false],
    [answered("SignatureDoesNotMatch", 403), "access-denied", false],
    [answered("InvalidAccessKeyId", 403), "access-denied", false],
    [answered("AccessDenied", 403), "access-denied", false],
    [answered("AccessDeniedException"), "access-denied", false],
    [answered("ExpiredTokenException"), "access-denied", false],
    [answered("KmsAccessDenied"), "access-denied", false],
    [answered("KMS.DisabledException"), "access-denied", false],
    [answered("Forbidden", 403), "access-denied", false],
    [answered("QueueDoesNotExist"), "destination-not-found", false],
    [answered("AWS.SimpleQueueService.NonExistentQueue"), "destination-not-found", false],
    [answered("com.amazonaws.sqs#QueueDoesNotExist"), "destination-not-found", false],
    [answered("RequestThrottled"), "throttled", true],
    [answered("ThrottlingException"), "throttled", true],
    [answered("KmsThrottled"), "throttled", true],
    [answered("SlowDown", 503), "throttled", true],
    [answered("Unknown", 429), "throttled", true],
    [answered("InternalError", 500), "bad-response", true],
    [answered("BatchRequestTooLong"), "bad-response", true],
    [new SyntaxError("Unexpected token"), "bad-response", true],
    [withCode("ECONNREFUSED"), "host-unreachable", true],
    [withCode("ECONNRESET", "TimeoutError"), "host-unreachable", true],
    [withCode("ENOTFOUND"), "host-not-found", false],
    [withCode("", "TimeoutError"), "host-unreachable", true],
    [withCode("SELF_SIGNED_CERT_IN_CHAIN"), "untrusted-certificate", false],
    [withCode("ERR_SSL_WRONG_VERSION_NUMBER"), "bad-response", false],
    [new RoleFailure(answered("AccessDenied", 403)), "access-denied", false],
    [new RoleFailure(answered("ValidationError")), "access-denied", false],
    [new RoleFailure(answered("Throttling")), "throttled", true],
    [new RoleFailure(answered("ServiceUnavailable", 503)), "bad-response", true],
    [new RoleFailure(withCode("ENOTFOUND")), "host-unreachable", true],
    [new RoleFailure(withCode("", "TimeoutError")), "timeout", true],
    [new RoleFailure(withCode("", "CredentialsProviderError")), "access-denied", false],
  ] as const)
    it(`makes ${reason} of ${labelOf(thrown)}`, () => {
      const error = errors.of(thrown);
      assert.deepEqual(decisionOf(error), [reason, retryable], error.message);
      assertAdvises(error.message);
      assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /hunter2/u);
    });

  it("knows an event that is too large by the code and the size", () => {
    const refused = { code: "InvalidParameterValue", senderFault: true };
    assert.deepEqual(decisionOf(errors.ofMessage(refused, 1_025)), ["message-too-large", false]);
    assert.deepEqual(decisionOf(errors.ofMessage(refused, 1_024)), ["write-refused", false]);
    assert.deepEqual(decisionOf(errors.ofSingle(answered("BatchRequestTooLong"), 300_000)), [
      "message-too-large",
      false,
    ]);
    assert.deepEqual(decisionOf(errors.ofSingle(answered("QueueDoesNotExist"), 300_000)), [
      "destination-not-found",
      false,
    ]);
  });

  it("tells a message that SQS refuses from one that it could not take", () => {
    const of = (code: string, senderFault: boolean) => decisionOf(errors.ofMessage({ code, senderFault }, 500));
    assert.deepEqual(of("InvalidMessageContents", true), ["write-refused", false]);
    assert.deepEqual(of("InternalError", false), ["bad-response", true]);
    assert.deepEqual(of("KmsThrottled", true), ["throttled", true]);
  });

  it("says what to do about an event, and where SQS does not answer", () => {
    for (const { message } of [
      errors.ofMessage({ code: "InvalidParameterValue", senderFault: true }, 1_025),
      errors.ofMessage({ code: "InvalidMessageContents", senderFault: true }, 500),
      errors.ofMessage({ code: "InternalError", senderFault: false }, 500),
      errors.tooLarge(2_000_000),
      errors.noAnswerInTime(1_000),
      errors.forbiddenAddress(),
      errors.unusable(),
    ])
      assertAdvises(message);
  });

  it("says when to come back only if the answer does, and not after days", () => {
    const after = (value: string) => errors.of(answered("SlowDown", 503, { "retry-after": value })).retryAfterMs;
    assert.equal(after("7"), 7_000);
    assert.equal(after("86400"), 900_000);
    assert.equal(after(new Date(0).toUTCString()), 0);
    assert.equal(after("soon"), null);
    assert.equal(errors.of(answered("Throttling")).retryAfterMs, null);
    const ofMessage = errors.ofMessage({ code: "RequestThrottled", senderFault: false }, 500);
    assert.deepEqual([ofMessage.reason, ofMessage.retryAfterMs], ["throttled", null]);
  });
});
