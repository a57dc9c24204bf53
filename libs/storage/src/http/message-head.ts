import type { IncomingMessage } from "node:http";

/** `Content-Length` in bytes. */
export function lengthOf(response: IncomingMessage): number | null {
  const value = response.headers["content-length"];
  return value !== undefined && /^\d{1,15}$/u.test(value) ? Number(value) : null;
}

/** `Content-Range` (RFC 9110, 14.4). `start` is null in a refusal. */
export function contentRangeOf(
  response: IncomingMessage,
): { readonly start: number | null; readonly totalBytes: number | null } | null {
  const found = /^bytes (?:(\d{1,15})-\d{1,15}|\*)\/(?:(\d{1,15})|\*)$/iu.exec(response.headers["content-range"] ?? "");
  if (found === null) return null;
  const [, start, total] = found;
  return { start: start === undefined ? null : Number(start), totalBytes: total === undefined ? null : Number(total) };
}

/** What proves that a file is still the same one: a strong ETag, else the time of its last change. */
export function validatorOf(response: IncomingMessage): string | null {
  const { etag } = response.headers;
  if (etag !== undefined && !etag.startsWith("W/")) return etag;
  return response.headers["last-modified"] ?? null;
}
