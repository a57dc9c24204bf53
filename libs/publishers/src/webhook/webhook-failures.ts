import { redactUri, ReelbusError, type Reason } from "@reelbus/contracts";
import { connectionError, systemCodeOf } from "../connection-error.ts";
import { ForbiddenAddressError } from "../forbidden-address.ts";
import { retryAfterMsOf } from "../retry-after.ts";
import { MAX_RETRY_AFTER_MS } from "./limits.ts";

const HINTS = { address: "Url", host: "Url", tls: "Url" };

/** Turns what Node and a receiver report into what a customer can act on. The texts hold neither query nor secret. */
export class WebhookFailures {
  readonly #shown: string;

  constructor(url: URL) {
    this.#shown = `The webhook ${redactUri(url.href)}`;
  }

  /** Why a request got no answer. */
  of(thrown: unknown): ReelbusError {
    if (thrown instanceof ReelbusError) return thrown;
    if (thrown instanceof ForbiddenAddressError) return this.forbiddenAddress();
    const error = connectionError(thrown, this.#shown, HINTS);
    if (error !== null) return error;
    const code = systemCodeOf(thrown);
    if (code.startsWith("HPE_"))
      return this.#error("bad-response", `is no HTTP server (${code}). Check Url.`, { cause: thrown });
    return new ReelbusError("internal", `${this.#shown} was not called for a reason of our own.`, { cause: thrown });
  }

  forbiddenAddress(): ReelbusError {
    return this.#error(
      "location-not-allowed",
      "leads to a link-local address or to one of a cloud's metadata, which is not called. Use another address.",
    );
  }

  notConnectedInTime(limitMs: number): ReelbusError {
    return this.#error(
      "host-unreachable",
      `did not take a connection within ${limitMs / 1000} s. Check Url and the network.`,
    );
  }

  noAnswerInTime(limitMs: number): ReelbusError {
    return this.#error(
      "timeout",
      `did not answer within ${limitMs / 1000} s. Have it answer before it works on the event.`,
    );
  }

  noAnswer(): ReelbusError {
    return this.#error("bad-response", "closed the connection without an answer. Check its server.");
  }

  /**
   * What a status means that is not 2xx ("Delivery success and failure" in Standard Webhooks): all but 410 are to be tried
   * again, and so they are, except for an event that is too large.
   */
  ofAnswer(status: number, retryAfter: string | undefined): ReelbusError {
    const retryAfterMs = retryAfterMsOf(retryAfter, MAX_RETRY_AFTER_MS);
    const wait = retryAfterMs === null ? {} : { retryAfterMs };
    const again = { retryable: true, ...wait };
    switch (status) {
      case 401:
      case 403:
        return this.#error(
          "access-denied",
          `refused an event (HTTP ${status}). Check that it knows this Secret.`,
          again,
        );
      case 404:
        return this.#error("destination-not-found", "does not exist (HTTP 404). Check Url.", again);
      case 408:
        return this.#error("timeout", "did not get an event in time (HTTP 408). Check its load and the network.", wait);
      case 410:
        return this.#error(
          "destination-gone",
          "wants no more events (HTTP 410). If it shall get them, have it answer with 2xx.",
        );
      case 413:
        return this.#error(
          "message-too-large",
          "does not take bodies as large as this event (HTTP 413). Raise its limit.",
        );
      case 429:
      case 502:
      case 503:
      case 504:
        return this.#error("throttled", `can't take an event at the moment (HTTP ${status}). Check its load.`, wait);
    }
    if (status >= 500) return this.#error("bad-response", `failed (HTTP ${status}). Its log says why.`, wait);
    if (status >= 400)
      return this.#error("write-refused", `refused an event (HTTP ${status}). Its log says why.`, again);
    return this.#error(
      "write-refused",
      `answered with HTTP ${status}, not with success. Redirects are not followed: put the final URL into Url.`,
      again,
    );
  }

  #error(
    reason: Reason,
    what: string,
    options: { retryable?: boolean; retryAfterMs?: number; cause?: unknown } = {},
  ): ReelbusError {
    return new ReelbusError(reason, `${this.#shown} ${what}`, options);
  }
}
