import { ReelbusError, type RabbitMqPublisher as RabbitMqSettings, type Reason } from "@reelbus/contracts";
import { connectionError } from "../connection-error.ts";
import { brokerOf, destinationOf } from "./destination.ts";

/** AMQP 0-9-1 reply codes, section 1.2.1 of the specification, as RabbitMQ uses them. */
const CONNECTION_FORCED = 320;
const ACCESS_REFUSED = 403;
const NOT_FOUND = 404;
const RESOURCE_LOCKED = 405;
const PRECONDITION_FAILED = 406;
const CONTENT_TOO_LARGE = 311;
const NOT_ALLOWED = 530;

/** What RabbitMQ says, with the same code as for a queue that does not exist, of one that is away for now. */
const AWAY =
  /NOT_FOUND - (?!no ).*(?:down or inaccessible|stopped by supervisor|failed to restart|time(?:d )?out|being demoted)/u;

const HINTS = { address: "Host, Port", host: "Host", tls: "Protocol and Port" };

/** Turns what amqplib and Node report into what a customer can act on. The texts hold no secret. */
export class RabbitMqErrors {
  readonly #settings: RabbitMqSettings;

  constructor(settings: RabbitMqSettings) {
    this.#settings = settings;
  }

  /** A connection or channel that did not come about or was lost. */
  of(thrown: unknown): ReelbusError {
    if (thrown instanceof ReelbusError) return thrown;
    const code = replyCodeOf(thrown);
    return code === null ? this.#ofSystem(thrown) : this.#ofReply(code, thrown);
  }

  /** The end of a connection that was open. */
  ofLoss(thrown: unknown): ReelbusError {
    const code = replyCodeOf(thrown);
    return code === null ? this.lost(thrown) : this.#ofReply(code, thrown);
  }

  lost(cause?: unknown): ReelbusError {
    return this.#error(
      "host-unreachable",
      `The connection to ${this.#broker} was lost. Check that it runs, and the network.`,
      cause,
    );
  }

  notConnectedInTime(limitMs: number): ReelbusError {
    return this.#error(
      "host-unreachable",
      `${this.#broker} did not open a connection within ${limitMs / 1000} s. Check Host, Port and the network.`,
    );
  }

  noAnswerInTime(limitMs: number): ReelbusError {
    return this.#error(
      "timeout",
      `${this.#broker} did not answer within ${limitMs / 1000} s. Check its load and the network.`,
    );
  }

  heldBack(): ReelbusError {
    return this.#error(
      "throttled",
      `${this.#broker} takes no messages at the moment: it is short of memory or disk. Free some there.`,
    );
  }

  /** The broker returned a mandatory message. */
  unroutable(): ReelbusError {
    return this.#error(
      "destination-not-found",
      `The event reached no queue: ${this.#broker} has no queue for ${this.#destination}. Create or bind it.`,
    );
  }

  /** The broker returned a message, and has the queue by now. */
  backAgain(): ReelbusError {
    return this.#error(
      "host-unreachable",
      `${this.#broker} had no ${this.#destination} for a moment. It has it again: nothing is to be done.`,
    );
  }

  /** The broker answered with basic.nack. */
  refused(): ReelbusError {
    return this.#error(
      "target-full",
      `${this.#broker} refused an event for ${this.#destination}: the queue may be full. Consume from it, or raise its max-length.`,
    );
  }

  #ofSystem(thrown: unknown): ReelbusError {
    return (
      connectionError(thrown, this.#broker, HINTS) ??
      this.#error(
        "bad-response",
        `${this.#broker} does not speak ${this.#protocol} as expected. Check Host, Port and Protocol.`,
        thrown,
      )
    );
  }

  #ofReply(code: number, cause: unknown): ReelbusError {
    switch (code) {
      case ACCESS_REFUSED:
        return this.#error("access-denied", `${this.#broker} ${this.#whyRefused(cause)}`, cause);
      case RESOURCE_LOCKED:
        return this.#error(
          "access-denied",
          `${this.#broker} lets only another connection use ${this.#destination}. Declare it as not exclusive.`,
          cause,
        );
      case NOT_ALLOWED:
        return this.#error(
          "access-denied",
          `${this.#broker} has no virtual host "${this.#settings.VirtualHost}" that these credentials may use. Check VirtualHost, or give CredentialsName permissions there.`,
          cause,
        );
      case NOT_FOUND:
        if (cause instanceof Error && AWAY.test(cause.message))
          return this.#error(
            "host-unreachable",
            `The node of ${this.#broker} that has ${this.#destination} is down. Start it again.`,
            cause,
          );
        return this.#error(
          "destination-not-found",
          `${this.#broker} has no ${this.#destination}. Declare it, or check ${this.#setting} and VirtualHost.`,
          cause,
        );
      case PRECONDITION_FAILED:
      case CONTENT_TOO_LARGE:
        return this.#error(
          "message-too-large",
          `${this.#broker} does not take messages as large as this event. Raise its max_message_size.`,
          cause,
        );
      case CONNECTION_FORCED:
        return this.lost(cause);
      default:
        return this.#error(
          "bad-response",
          `${this.#broker} ended the connection with code ${code}. Its log says why.`,
          cause,
        );
    }
  }

  /** A refused login comes before there is a channel, and without a code of amqplib's own. */
  #whyRefused(cause: unknown): string {
    if (cause instanceof Error && !("code" in cause))
      return "rejected the login. Check CredentialsName and CredentialsSecret.";
    const resource = this.#settings.Exchange ?? "amq.default";
    return `does not let these credentials publish to ${this.#destination}. Give CredentialsName the write permission on the exchange "${resource}" in VirtualHost "${this.#settings.VirtualHost}".`;
  }

  get #setting(): string {
    return this.#settings.Queue === undefined ? "Exchange" : "Queue";
  }

  get #broker(): string {
    return `RabbitMQ at ${brokerOf(this.#settings)}`;
  }

  get #protocol(): string {
    return this.#settings.Protocol === "amqps" ? "AMQP 0-9-1 over TLS" : "AMQP 0-9-1";
  }

  get #destination(): string {
    return destinationOf(this.#settings).description;
  }

  #error(reason: Reason, message: string, cause?: unknown): ReelbusError {
    return new ReelbusError(reason, message, { cause });
  }
}

/** The AMQP reply code by which a broker refused something, or null. */
export function replyCodeOf(thrown: unknown): number | null {
  if (!(thrown instanceof Error)) return null;
  if ("code" in thrown) return typeof thrown.code === "number" ? thrown.code : null;
  return replyCodeOfHandshake(thrown.message);
}

/**
 * amqplib gives the refusals of the opening handshake no code, only a text; this is the one place that reads it. A
 * refused login holds the reply code. A refused virtual host only shows as a close in place of the open-ok.
 */
function replyCodeOfHandshake(message: string): number | null {
  const login = /^Handshake terminated by server: (\d{3}) /u.exec(message)?.[1];
  if (login !== undefined) return Number(login);
  return message.startsWith("Expected ConnectionOpenOk; got <ConnectionClose ") ? NOT_ALLOWED : null;
}
