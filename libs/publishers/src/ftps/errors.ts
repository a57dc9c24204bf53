import { ReelbusError, type FtpAddress, type Reason } from "@reelbus/contracts";
import { FTPError } from "basic-ftp";
import { connectionError } from "../connection-error.ts";

/** What was being done when the server refused it. */
export type FtpStage = "greeting" | "tls" | "login" | "settings" | "write";

/** Reply codes of RFC 959 whose meaning matters here. */
const CLOSING = 421;
const NO_DATA_CONNECTION = [425, 426];
const BUSY_OR_FAILED = [450, 451];
const FULL = [452, 552];
const NOT_ALLOWED = [532, 550, 553];

const HINTS = { address: "UriPath", host: "UriPath", tls: "the scheme and the port of UriPath" };

/** Turns what basic-ftp and Node report into what a customer can act on. The texts hold no secret and no reply's text. */
export class FtpsErrors {
  readonly #address: FtpAddress;

  constructor(address: FtpAddress) {
    this.#address = address;
  }

  /** A failure in a stage of the session. */
  of(stage: FtpStage, thrown: unknown): ReelbusError {
    if (thrown instanceof ReelbusError) return thrown;
    if (thrown instanceof FTPError) return this.#ofReply(stage, thrown);
    return stage === "write" ? this.ofLoss(thrown) : this.#ofConnecting(thrown);
  }

  /** The end of a session that was open. */
  ofLoss(thrown: unknown): ReelbusError {
    const error = connectionError(thrown, this.#server, HINTS);
    // Data connections have certificates of their own. Any other trouble with TLS is that of a server that died.
    return error?.reason === "untrusted-certificate" ? error : this.lost(thrown);
  }

  lost(cause?: unknown): ReelbusError {
    return this.#error(
      "host-unreachable",
      `The connection to ${this.#server} was lost. Check that it runs, and the network.`,
      cause,
    );
  }

  notConnectedInTime(limitMs: number): ReelbusError {
    return this.#error(
      "host-unreachable",
      `${this.#server} did not open a session within ${limitMs / 1000} s. Check UriPath and the network.`,
    );
  }

  noAnswerInTime(limitMs: number): ReelbusError {
    return this.#error(
      "timeout",
      `${this.#server} did not take an event within ${limitMs / 1000} s. Check its load and the network.`,
    );
  }

  noDataConnection(cause: unknown): ReelbusError {
    return this.#error(
      "host-unreachable",
      `No data connection to ${this.#server} came about. Check that its passive ports can be reached.`,
      cause,
    );
  }

  folderMissing(cause: unknown): ReelbusError {
    return this.#error(
      "destination-not-found",
      `${this.#server} has no ${this.#folder}, and these credentials can't make it. Make it, or check UriPath.`,
      cause,
    );
  }

  folderClosed(cause: unknown): ReelbusError {
    return this.#error(
      "access-denied",
      `${this.#server} does not let these credentials into ${this.#folder}. Give CredentialsName the permission, or check UriPath.`,
      cause,
    );
  }

  #ofConnecting(thrown: unknown): ReelbusError {
    return (
      connectionError(thrown, this.#server, HINTS) ??
      this.#error(
        "bad-response",
        `${this.#server} does not speak FTP as expected. Check the scheme and the port of UriPath.`,
        thrown,
      )
    );
  }

  #ofReply(stage: FtpStage, reply: FTPError): ReelbusError {
    if (reply.code === CLOSING && stage !== "write")
      return this.#error(
        "throttled",
        `${this.#server} takes no further session at the moment. Raise its limit of sessions.`,
        reply,
      );
    switch (stage) {
      case "greeting":
      case "settings":
        return this.#error(
          "bad-response",
          `${this.#server} refused the session with code ${reply.code}. Its log says why.`,
          reply,
        );
      case "tls":
        return new ReelbusError(
          "bad-response",
          `${this.#server} offers no explicit TLS (code ${reply.code}). Use ftps:// where TLS is implicit.`,
          { retryable: false, cause: reply },
        );
      case "login":
        return this.#ofLogin(reply);
      case "write":
        return this.#ofWrite(reply);
    }
  }

  #ofLogin(reply: FTPError): ReelbusError {
    if (reply.code >= 400 && reply.code < 500)
      return this.#error(
        "bad-response",
        `${this.#server} could not log in: code ${reply.code}. Its log says why.`,
        reply,
      );
    const hint = this.#address.tls === "none" ? " It may demand TLS: use ftpes:// or ftps://." : "";
    return this.#error(
      "access-denied",
      `${this.#server} rejected the credentials. Check CredentialsName and CredentialsSecret.${hint}`,
      reply,
    );
  }

  #ofWrite(reply: FTPError): ReelbusError {
    const { code } = reply;
    if (code === CLOSING) return this.lost(reply);
    if (NO_DATA_CONNECTION.includes(code)) return this.noDataConnection(reply);
    if (FULL.includes(code))
      return this.#error(
        "target-full",
        `${this.#server} has no space left for ${this.#folder}. Free some space there.`,
        reply,
      );
    if (NOT_ALLOWED.includes(code))
      return this.#error(
        "access-denied",
        `${this.#server} does not let these credentials make folders, write and rename files in ${this.#folder} (code ${code}). Give CredentialsName the permission.`,
        reply,
      );
    if (BUSY_OR_FAILED.includes(code))
      return new ReelbusError(
        "write-refused",
        `${this.#server} failed to write into ${this.#folder} (code ${code}): it may have no space left. Check its disk and its log.`,
        { retryable: true, cause: reply },
      );
    const reason = code < 500 ? "bad-response" : "write-refused";
    return this.#error(
      reason,
      `${this.#server} refused to write into ${this.#folder} with code ${code}. Its log says why.`,
      reply,
    );
  }

  get #server(): string {
    const { host, port } = this.#address;
    return `The FTP server at ${host}:${port}`;
  }

  get #folder(): string {
    const { folder } = this.#address;
    return folder === "" ? "the folder of the login" : `folder "${folder}"`;
  }

  #error(reason: Reason, message: string, cause?: unknown): ReelbusError {
    return new ReelbusError(reason, message, { cause });
  }
}
