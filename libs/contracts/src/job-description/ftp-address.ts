/** Where an FTP server and a folder on it are. */
export interface FtpAddress {
  /** How the connection is protected: not, by `AUTH TLS` (RFC 4217), or by TLS from the first byte on. */
  readonly tls: "none" | "explicit" | "implicit";
  /** A host name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** From the folder that the login starts in, or absolute; no slash at its end; empty for the login's own folder. */
  readonly folder: string;
}

const SCHEMES: ReadonlyMap<string, Pick<FtpAddress, "tls" | "port">> = new Map([
  ["ftp:", { tls: "none", port: 21 }],
  ["ftpes:", { tls: "explicit", port: 21 }],
  ["ftps:", { tls: "implicit", port: 990 }],
]);

const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])$/iu;
const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * Reads a `UriPath` of `Ftps`. As in RFC 1738, the path begins in the folder that the login starts in; a second slash
 * makes it absolute (`ftps://host//srv/events`).
 * @returns the address, or what is wrong with it
 */
export function parseFtpAddress(uriPath: string): FtpAddress | string {
  const url = URL.canParse(uriPath) ? new URL(uriPath) : null;
  const scheme = SCHEMES.get(url?.protocol ?? "");
  if (url === null || scheme === undefined) return "expected an ftp://, ftpes:// or ftps:// URL";
  if (url.username !== "" || url.password !== "")
    return "put the user and password into CredentialsName and CredentialsSecret, not into the URL";
  if (/[?#]/u.test(uriPath)) return "expected no query and no fragment; write ? as %3F and # as %23";
  if (!HOST.test(url.hostname)) return "expected a host name or an IP address";
  if (url.port === "0") return "expected a port between 1 and 65535";
  const path = decoded(url.pathname);
  if (path === null) return "expected two hexadecimal digits behind each %";
  if (CONTROL_CHARACTER.test(uriPath + path)) return "expected a folder without control characters";
  return {
    tls: scheme.tls,
    host: url.hostname.replace(/^\[|\]$/gu, ""),
    port: url.port === "" ? scheme.port : Number(url.port),
    folder: path.replace(/^\//u, "").replace(/(?<=.)\/+$/u, ""),
  };
}

/** Null when a percent sign stands for nothing. */
function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
