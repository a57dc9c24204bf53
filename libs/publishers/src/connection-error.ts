import { connectionTrouble, ReelbusError, type ConnectionTrouble } from "@reelbus/contracts";

/** What a customer can check when no connection comes about. */
export interface ConnectionHints {
  /** What tells where the server is. */
  readonly address: string;
  /** The setting that has its name. */
  readonly host: string;
  /** What tells whether it speaks TLS there. */
  readonly tls: string;
}

/** Why no connection to a server came about, or null when the code of the error does not tell. */
export function connectionError(
  thrown: unknown,
  server: string,
  hints: ConnectionHints,
  cause: unknown = thrown,
): ReelbusError | null {
  const code = systemCodeOf(thrown);
  const trouble = connectionTrouble(code);
  if (trouble === null) return null;
  const { kind, reason, retryable } = trouble;
  return new ReelbusError(reason, `${server} ${whatHappened(kind, code, hints)}`, { retryable, cause });
}

/** The system's, OpenSSL's or Node's code of an error; "" for none. */
export function systemCodeOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null || !("code" in thrown)) return "";
  return typeof thrown.code === "string" ? thrown.code : ""; // a DOMException has a number
}

function whatHappened(kind: ConnectionTrouble["kind"], code: string, { address, host, tls }: ConnectionHints): string {
  switch (kind) {
    case "unreachable":
      return `can't be reached (${code}). Check ${address} and the network.`;
    case "unknown-host":
      return `can't be found: there is no such host (${code}). Check ${host}.`;
    case "untrusted-certificate":
      return `has a certificate that is not trusted (${code}). Give it one of a known authority, or have Reelbus trust its own: NODE_EXTRA_CA_CERTS.`;
    case "certificate-of-another-name":
      return `has a certificate for another name (${code}). Check ${address}, or give the server a certificate for this name.`;
    case "certificate-out-of-date":
      return `has a certificate that is not valid today (${code}). Renew it, or check the clocks.`;
    case "no-tls":
      return `did not open a TLS connection (${code}). Check ${tls}.`;
  }
}
