import type { Reason } from "./reasons.ts";

/** What a system or TLS code means for the customer whose host or folder it concerns. */
export interface SystemTrouble<K extends string> {
  readonly kind: K;
  readonly reason: Reason;
  readonly retryable: boolean;
}

export type ConnectionTrouble = SystemTrouble<
  | "unreachable"
  | "unknown-host"
  | "untrusted-certificate"
  | "certificate-of-another-name"
  | "certificate-out-of-date"
  | "no-tls"
>;
export type WriteTrouble = SystemTrouble<
  "no-space" | "no-permission" | "read-only" | "name-in-the-way" | "file-refused" | "storage-failed"
>;

/** Node's and OpenSSL's names for a certificate that can't be trusted. */
const CERTIFICATE =
  /^(?:CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA$|INVALID_PURPOSE$|HOSTNAME_MISMATCH$|PATH_LENGTH_|ERR_TLS_CERT_)/u;
/** Those of a certificate that no authority can mend. */
const CERTIFICATE_KINDS: ReadonlyMap<string, ConnectionTrouble["kind"]> = new Map([
  ["ERR_TLS_CERT_ALTNAME_INVALID", "certificate-of-another-name"],
  ["HOSTNAME_MISMATCH", "certificate-of-another-name"],
  ["CERT_HAS_EXPIRED", "certificate-out-of-date"],
  ["CERT_NOT_YET_VALID", "certificate-out-of-date"],
]);
const TLS = /^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/u;
/**
 * What OpenSSL says when the other side speaks no TLS, or none that is safe. What else breaks a handshake may pass, above
 * all an alert of a server whose certificate is missing for a moment. Node's HTTPS client says EPROTO for either.
 */
const WRONG_PROTOCOL: ReadonlySet<string> = new Set([
  "ERR_SSL_HTTP_REQUEST",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
  "ERR_SSL_UNKNOWN_PROTOCOL",
  "ERR_SSL_UNSUPPORTED_PROTOCOL",
  "ERR_SSL_WRONG_VERSION_NUMBER",
]);
const UNREACHABLE: ReadonlySet<string> = new Set([
  "EADDRNOTAVAIL",
  "EAI_AGAIN",
  "EAI_FAIL",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "EPIPE",
  "ETIMEDOUT",
]);

/** Why no connection came about, or why it broke, by the code of the error; null for a code that says nothing of it. */
export function connectionTrouble(code: string): ConnectionTrouble | null {
  if (CERTIFICATE.test(code)) {
    const kind = CERTIFICATE_KINDS.get(code) ?? "untrusted-certificate";
    return { kind, reason: "untrusted-certificate", retryable: false };
  }
  if (TLS.test(code)) return { kind: "no-tls", reason: "bad-response", retryable: !WRONG_PROTOCOL.has(code) };
  if (code === "ENOTFOUND") return { kind: "unknown-host", reason: "host-not-found", retryable: false };
  if (UNREACHABLE.has(code)) return { kind: "unreachable", reason: "host-unreachable", retryable: true };
  return null;
}

const NO_SPACE = { kind: "no-space", reason: "target-full", retryable: true } as const;
const NO_PERMISSION = { kind: "no-permission", reason: "access-denied", retryable: false } as const;
const READ_ONLY = { kind: "read-only", reason: "write-refused", retryable: false } as const;
const NAME_IN_THE_WAY = { kind: "name-in-the-way", reason: "write-refused", retryable: false } as const;
const FILE_REFUSED = { kind: "file-refused", reason: "write-refused", retryable: false } as const;
const STORAGE_FAILED = { kind: "storage-failed", reason: "write-refused", retryable: true } as const;

const WRITE_TROUBLES: ReadonlyMap<string, WriteTrouble> = new Map<string, WriteTrouble>([
  ["ENOSPC", NO_SPACE],
  ["EDQUOT", NO_SPACE],
  ["EACCES", NO_PERMISSION],
  ["EPERM", NO_PERMISSION],
  ["EROFS", READ_ONLY],
  ["EEXIST", NAME_IN_THE_WAY],
  ["EISDIR", NAME_IN_THE_WAY],
  ["ENOTDIR", NAME_IN_THE_WAY],
  ["ENOTEMPTY", NAME_IN_THE_WAY],
  ["EFBIG", FILE_REFUSED],
  ["EINVAL", FILE_REFUSED],
  ["ELOOP", FILE_REFUSED],
  ["ENAMETOOLONG", FILE_REFUSED],
  ["EHOSTDOWN", STORAGE_FAILED],
  ["EIO", STORAGE_FAILED],
  ["ENODEV", STORAGE_FAILED],
  ["ENOENT", STORAGE_FAILED],
  ["ENXIO", STORAGE_FAILED],
  ["ESTALE", STORAGE_FAILED],
  ["ETIMEDOUT", STORAGE_FAILED],
]);

/** Why a file of a customer's folder can't be written, by the errno name; null for a fault that is not the customer's. */
export function writeTrouble(errno: string): WriteTrouble | null {
  return WRITE_TROUBLES.get(errno) ?? null;
}
