/**
 * What `Retry-After` says (RFC 9110, 10.2.3: seconds or a date), in milliseconds from now, from 0 to `maxMs`; null without
 * or with something else.
 */
export function retryAfterMsOf(header: string | undefined, maxMs: number): number | null {
  if (header === undefined) return null;
  const ms = /^\d+$/u.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), maxMs);
}
