import { ReelbusError, type AmazonSqsPublisher as AmazonSqsSettings, type Reason } from "@reelbus/contracts";
import { connectionError } from "../connection-error.ts";
import { ForbiddenAddressError } from "../forbidden-address.ts";
import { meaningOf } from "./error-names.ts";
import { failureOf, type SdkFailure } from "./sdk-failure.ts";
import { MAX_BATCH_BYTES, SMALLEST_QUEUE_LIMIT_BYTES } from "./limits.ts";

const HINTS = { address: "QueueUrl, Endpoint", host: "QueueUrl and Endpoint", tls: "QueueUrl and Endpoint" };

/** Turns what the AWS SDK reports into what a customer can act on. Neither the texts nor the causes hold a secret. */
export class AmazonSqsErrors {
  readonly #settings: AmazonSqsSettings;

  constructor(settings: AmazonSqsSettings) {
    this.#settings = settings;
  }

  /** A request that failed as a whole. */
  of(thrown: unknown): ReelbusError {
    if (thrown instanceof ReelbusError) return thrown;
    if (thrown instanceof ForbiddenAddressError) return this.forbiddenAddress();
    const failure = failureOf(thrown);
    if (failure.ofRole) return this.#ofRole(failure);
    if (failure.status === null) return this.#ofConnection(failure);
    return this.#ofAnswer(failure);
  }

  /** A request with this message alone that failed as a whole. */
  ofSingle(thrown: unknown, sizeBytes: number): ReelbusError {
    const failure = failureOf(thrown);
    const ofSize = failure.name === "BatchRequestTooLong" || failure.status === 413;
    return ofSize ? this.#tooLargeForQueue(failure, sizeBytes) : this.of(thrown);
  }

  /** A message of a batch that was refused while others of the batch may have been taken. */
  ofMessage({ code, senderFault }: { code: string; senderFault: boolean }, sizeBytes: number): ReelbusError {
    const failure = failureOf(code);
    // SQS has no code of its own for a message that is too large. Every other parameter is right in every message.
    if (failure.name === "InvalidParameterValue" && sizeBytes > SMALLEST_QUEUE_LIMIT_BYTES)
      return this.#tooLargeForQueue(failure, sizeBytes);
    const known = this.#ofName(failure);
    if (known !== null) return known;
    if (senderFault)
      return this.#error(
        "write-refused",
        `The ${this.#queue} refused an event (${failure.name}). AWS's reference of SendMessageBatch explains it.`,
        failure,
      );
    return this.#error(
      "bad-response",
      `The ${this.#queue} could not take an event (${failure.name}). Check the state of SQS in its region.`,
      failure,
    );
  }

  tooLarge(sizeBytes: number): ReelbusError {
    const limit = `Amazon SQS takes no more than ${MAX_BATCH_BYTES}. Shorten the job description, or use another publisher.`;
    return new ReelbusError("message-too-large", `An event for the ${this.#queue} has ${sizeBytes} bytes; ${limit}`);
  }

  noAnswerInTime(limitMs: number): ReelbusError {
    const what = `did not answer within ${limitMs / 1000} s. Check QueueUrl, Endpoint and the network.`;
    return new ReelbusError("timeout", `${this.#host} ${what}`);
  }

  forbiddenAddress(): ReelbusError {
    const what = "a link-local address or to one of a cloud's metadata, which is not called";
    return new ReelbusError("location-not-allowed", `${this.#host} leads to ${what}. Use another address.`);
  }

  /** An answer that lacks what it must hold. */
  unusable(): ReelbusError {
    return new ReelbusError("bad-response", this.#noSqs);
  }

  #tooLargeForQueue(failure: SdkFailure, sizeBytes: number): ReelbusError {
    const message = `The ${this.#queue} does not take an event of ${sizeBytes} bytes. Raise its MaximumMessageSize.`;
    return this.#error("message-too-large", message, failure);
  }

  #ofAnswer(failure: SdkFailure): ReelbusError {
    const known = this.#ofName(failure);
    if (known !== null) return known;
    const { name, status } = failure;
    if (status === 429) return this.#throttled(failure);
    if (status === 401 || status === 403) return this.#denied(failure);
    const what = `${name}, status ${status ?? 0}`;
    const message = `${this.#host} answered with an error (${what}). Check QueueUrl and Endpoint, then the state of SQS there.`;
    return this.#error("bad-response", message, failure);
  }

  /** Null for a name that says nothing of whom or what it concerns. */
  #ofName(failure: SdkFailure): ReelbusError | null {
    const { name } = failure;
    if (/^Kms/iu.test(name)) {
      if (name.includes("Thrott")) return this.#throttled(failure);
      return this.#error(
        "access-denied",
        `The ${this.#queue} can't use its encryption key (${name}). Enable the key; the sender needs kms:GenerateDataKey and kms:Decrypt.`,
        failure,
      );
    }
    switch (meaningOf(name)) {
      case "access-denied":
        return this.#denied(failure);
      case "destination-not-found":
        return this.#error(
          "destination-not-found",
          `The ${this.#queue} does not exist. Create it, or check QueueUrl and Region.`,
          failure,
        );
      case "throttled":
        return this.#throttled(failure);
      case null:
        return null;
    }
  }

  #denied(failure: SdkFailure): ReelbusError {
    return this.#error(
      "access-denied",
      `${this.#host} rejected the credentials, or they don't permit this for the ${this.#queue} (${failure.name}). Check ${this.#sender}: the sender needs sqs:SendMessage and sqs:GetQueueAttributes.`,
      failure,
    );
  }

  #throttled({ name, retryAfterMs, cause }: SdkFailure): ReelbusError {
    return new ReelbusError(
      "throttled",
      `${this.#host} asks to be called less often (${name}). Have AWS raise its quotas.`,
      {
        ...(retryAfterMs === null ? {} : { retryAfterMs }),
        cause,
      },
    );
  }

  #ofConnection(failure: SdkFailure): ReelbusError {
    const error = connectionError(failure, this.#host, HINTS, failure.cause);
    if (error !== null) return error;
    if (failure.name === "Timeout")
      return this.#error(
        "host-unreachable",
        `${this.#host} did not open a connection in time. Check QueueUrl, Endpoint and the network.`,
        failure,
      );
    return this.#error("bad-response", this.#noSqs, failure);
  }

  /** Whatever AWS answers to AssumeRole, only throttling and its own faults pass by themselves. */
  #ofRole(failure: SdkFailure): ReelbusError {
    const { name, code, status } = failure;
    const role = `the role ${this.#settings.RoleArnToAssume ?? ""}`;
    if (name === "CredentialsProvider")
      return this.#error(
        "access-denied",
        `The service has no AWS identity of its own to assume ${role} with. Set CredentialsName and CredentialsSecret, or have the operator give it one.`,
        failure,
      );
    if (meaningOf(name) === "throttled" || status === 429) return this.#throttled(failure);
    if (status !== null && status < 500)
      return this.#error(
        "access-denied",
        `AWS does not let ${role} be assumed (${name}). Check RoleArnToAssume, RoleExternalId and the role's trust policy.`,
        failure,
      );
    const unanswered = name === "Timeout" && code === "" ? "timeout" : "host-unreachable";
    const reason: Reason = status === null ? unanswered : "bad-response";
    return this.#error(
      reason,
      `AWS did not answer the request to assume ${role}. Check the network between Reelbus and AWS STS.`,
      failure,
    );
  }

  #error(reason: Reason, message: string, { cause }: SdkFailure): ReelbusError {
    return new ReelbusError(reason, message, { cause });
  }

  get #sender(): string {
    const { RoleArnToAssume } = this.#settings;
    return RoleArnToAssume === undefined ? "CredentialsName and CredentialsSecret" : "RoleArnToAssume";
  }

  get #noSqs(): string {
    return `${this.#host} does not answer as Amazon SQS does. Check QueueUrl and Endpoint.`;
  }

  get #host(): string {
    const { Endpoint, QueueUrl } = this.#settings;
    return `Amazon SQS at ${new URL(Endpoint ?? QueueUrl).host}`;
  }

  get #queue(): string {
    return `queue "${new URL(this.#settings.QueueUrl).pathname.split("/").at(-1) ?? ""}"`;
  }
}
