import {
  ReelbusError,
  type AzureServiceBusPublisher as AzureServiceBusSettings,
  type Reason,
  type ServiceBusConnection,
} from "@reelbus/contracts";
import type { ServiceBusError } from "@azure/service-bus";
import { connectionError } from "../connection-error.ts";

const ENDPOINT = "the Endpoint in Connection";
const HINTS = { address: ENDPOINT, host: ENDPOINT, tls: ENDPOINT };

const RAISE_LIMIT = "Raise its limit, which the Premium tier allows, or shorten the job description.";

/** Turns what the SDK and Node report into what a customer can act on. The texts hold no secret. */
export class ServiceBusErrors {
  readonly #service: string;
  readonly #entity: string;
  readonly #setting: string;

  constructor({ Queue, Topic }: AzureServiceBusSettings, { host, port }: ServiceBusConnection) {
    this.#service = `Service Bus at ${host}:${port}`;
    this.#setting = Queue === undefined ? "Topic" : "Queue";
    this.#entity = Queue === undefined ? `topic "${Topic ?? ""}"` : `queue "${Queue}"`;
  }

  /** What the service or the SDK refused. */
  of(thrown: unknown): ReelbusError {
    if (thrown instanceof ReelbusError) return thrown;
    if (isServiceBusError(thrown)) return this.#ofService(thrown);
    return this.#error(
      "bad-response",
      `${this.#service} does not speak AMQP 1.0 as expected. Check ${ENDPOINT}.`,
      thrown,
    );
  }

  /** A connection that did not come about, or was lost. */
  ofSocket(error: Error | undefined, wasOpen: boolean): ReelbusError {
    const notOpened = wasOpen ? null : connectionError(error, this.#service, HINTS);
    if (notOpened !== null) return notOpened;
    const message = `The connection to ${this.#service} was lost. Check its state and the network.`;
    return this.#error("host-unreachable", message, error);
  }

  notConnectedInTime(limitMs: number): ReelbusError {
    return this.#error(
      "host-unreachable",
      `${this.#service} did not open a connection within ${limitMs / 1000} s. Check ${ENDPOINT} and the network.`,
    );
  }

  noAnswerInTime(limitMs: number): ReelbusError {
    return this.#error(
      "timeout",
      `${this.#service} did not answer within ${limitMs / 1000} s. Check its load and the network.`,
    );
  }

  tooLarge(maxBytes: number, cause?: unknown): ReelbusError {
    return this.#error(
      "message-too-large",
      `The ${this.#entity} of ${this.#service} takes messages of at most ${maxBytes} bytes; the event is larger. ${RAISE_LIMIT}`,
      cause,
    );
  }

  #ofService(error: ServiceBusError): ReelbusError {
    const entity = `the ${this.#entity} of ${this.#service}`;
    switch (error.code) {
      case "UnauthorizedAccess":
        return this.#error(
          "access-denied",
          `${this.#service} rejected the key, or it has no Send claim for the ${this.#entity}. Check SharedAccessKeyName and SharedAccessKey in Connection, and that policy's claims.`,
          error,
        );
      case "MessagingEntityNotFound":
      case "ServiceCommunicationProblem": // what the SDK makes of amqp:not-found
        return this.#error(
          "destination-not-found",
          `${this.#service} has no ${this.#entity}. Create it, or check ${this.#setting} and ${ENDPOINT}.`,
          error,
        );
      case "MessagingEntityDisabled":
        return this.#error("write-refused", `Sending to ${entity} is disabled. Set its status to Active.`, error);
      case "QuotaExceeded":
        return this.#error(
          "target-full",
          `${capitalized(entity)} is full. Receive what is in it, or raise its size.`,
          error,
        );
      case "ServiceBusy":
        // Only the text of the answer says for how long.
        return this.#error(
          "throttled",
          `${this.#service} is busy and asks to be called less often. Raise its tier or its messaging units.`,
          error,
        );
      case "MessageSizeExceeded":
        return this.#error(
          "message-too-large",
          `${capitalized(entity)} takes no messages as large as this. ${RAISE_LIMIT}`,
          error,
        );
      case "ServiceTimeout":
        return this.#error(
          "timeout",
          `${this.#service} did not answer in time. Check its load and the network.`,
          error,
        );
      default:
        return this.#ofGeneral(error, entity);
    }
  }

  /** The SDK tells no more of the other conditions of AMQP than whether trying again can help. */
  #ofGeneral(error: ServiceBusError, entity: string): ReelbusError {
    if (error.retryable)
      return this.#error(
        "bad-response",
        `${this.#service} did not take the events; it may be busy or restarting. Check its state.`,
        error,
      );
    return this.#error(
      "write-refused",
      `${capitalized(entity)} does not take the events. Check its status and its settings.`,
      error,
    );
  }

  #error(reason: Reason, message: string, cause?: unknown): ReelbusError {
    return new ReelbusError(reason, message, { cause });
  }
}

/** As the SDK itself tells them, without loading it. */
function isServiceBusError(thrown: unknown): thrown is ServiceBusError {
  return thrown instanceof Error && thrown.name === "ServiceBusError";
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
