import type { IncomingMessage } from "node:http";
import { connectionTrouble, redactUri, ReelbusError, type ConnectionTrouble } from "@reelbus/contracts";
import { errnoOf } from "../errno.ts";
import { shownLocation } from "../shown-location.ts";

const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** A URL for an error message: without user, password and query string. */
export function shownUrl(url: URL | string): string {
  return shownLocation(redactUri(String(url)));
}

/** Why a request got no answer. */
export function connectionFailure(error: unknown, url: URL): ReelbusError {
  if (error instanceof ReelbusError) return error;
  const code = errnoOf(error) ?? "no code";
  const shown = shownUrl(url);
  const trouble = connectionTrouble(code);
  if (trouble !== null) {
    const { kind, reason } = trouble;
    // A transfer that has begun must not end for good because its host's name is gone for a moment.
    const retryable = trouble.retryable || kind === "unknown-host";
    return new ReelbusError(reason, messageOf(kind, url, code), { retryable, cause: error });
  }
  if (code.startsWith("HPE_"))
    return new ReelbusError("bad-response", `What answers at ${shown} is no HTTP server (${code}). Check the URL.`, {
      cause: error,
    });
  return new ReelbusError("internal", `The request for ${shown} failed for a reason of our own.`, { cause: error });
}

function messageOf(kind: ConnectionTrouble["kind"], url: URL, code: string): string {
  const shown = shownUrl(url);
  switch (kind) {
    case "untrusted-certificate":
      return `The certificate of ${url.host} is not trusted (${code}), so ${shown} was not read. Give the server a certificate of a known authority.`;
    case "certificate-of-another-name":
      return `The certificate of ${url.host} is for another name (${code}), so ${shown} was not read. Check the URL, or give the server a certificate for this name.`;
    case "certificate-out-of-date":
      return `The certificate of ${url.host} is not valid today (${code}), so ${shown} was not read. Renew it, or check the clocks.`;
    case "no-tls":
      return `No TLS connection to ${url.host} came about (${code}). Check ${shown}.`;
    case "unknown-host":
      return `The host ${url.host} of ${shown} can't be found (${code}). Check its name.`;
    case "unreachable":
      return `The host ${url.host} of ${shown} can't be reached (${code}). Check its port and the network.`;
  }
}

export function noConnection(url: URL, limitMs: number): ReelbusError {
  return new ReelbusError(
    "host-unreachable",
    `The host ${url.host} of ${shownUrl(url)} did not take a connection within ${limitMs / 1000} s. Check its name, its port and the network.`,
  );
}

export function noAnswer(url: URL, limitMs: number): ReelbusError {
  return new ReelbusError("timeout", `${shownUrl(url)} was not answered within ${limitMs / 1000} s. Check its server.`);
}

export function stalled(uri: string, limitMs: number): ReelbusError {
  return new ReelbusError(
    "timeout",
    `${shownUrl(uri)} stopped sending: no byte came for ${limitMs / 1000} s. Check its server.`,
  );
}

export function cutOff(uri: string, cause?: unknown): ReelbusError {
  return new ReelbusError(
    "incomplete-transfer",
    `The transfer of ${shownUrl(uri)} broke off before its end. Check its server.`,
    { cause },
  );
}

export function changed(uri: string): ReelbusError {
  return new ReelbusError(
    "incomplete-transfer",
    `The transfer of ${shownUrl(uri)} broke off and could not go on: the file has changed, or its server can't resume. Submit the job again.`,
  );
}

export function badResponse(uri: string, what: string, retryable = false): ReelbusError {
  return new ReelbusError("bad-response", `${shownUrl(uri)} ${what}`, { retryable });
}

/** What an answer means that is not the file. */
export function statusFailure(uri: string, response: IncomingMessage): ReelbusError {
  const status = response.statusCode ?? 0;
  const shown = shownUrl(uri);
  const retryAfterMs = retryAfterOf(response);
  const wait = retryAfterMs === null ? {} : { retryAfterMs };
  if (status === 404 || status === 410)
    return new ReelbusError("file-not-found", `${shown} does not exist (HTTP ${status}). Check the URL.`);
  if (status === 401 || status === 403 || status === 407)
    return new ReelbusError(
      "access-denied",
      `${shown} may not be read (HTTP ${status}). Check CredentialsName and CredentialsSecret, or the URL's signature.`,
    );
  if (status === 408)
    return new ReelbusError("timeout", `${shown} was not served in time (HTTP 408). Check its server.`, wait);
  if (status === 429)
    return new ReelbusError(
      "throttled",
      `The server of ${shown} asks to be called less often (HTTP 429). Submit the job again later.`,
      wait,
    );
  if (status >= 500)
    return new ReelbusError("bad-response", `The server of ${shown} failed (HTTP ${status}). Check it.`, {
      ...wait,
      retryable: true,
    });
  return badResponse(uri, `was answered with HTTP ${status}, not with a file. Check the URL.`);
}

/** `Retry-After` (RFC 9110, 10.2.3): seconds or a date. */
function retryAfterOf(response: IncomingMessage): number | null {
  const value = response.headers["retry-after"];
  if (value === undefined) return null;
  const ms = /^\d+$/u.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS);
}
