const ACCESS_DENIED: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AuthFailure",
  "ExpiredToken",
  "IncompleteSignature",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidSecurity",
  "InvalidSignature",
  "MissingAuthenticationToken",
  "NotAuthorized",
  "OptInRequired",
  "RequestExpired",
  "SignatureDoesNotMatch",
  "UnrecognizedClient",
]);
const NOT_FOUND: ReadonlySet<string> = new Set(["InvalidAddress", "NonExistentQueue", "QueueDoesNotExist"]);
const THROTTLED: ReadonlySet<string> = new Set([
  "OverLimit",
  "RequestLimitExceeded",
  "RequestThrottled",
  "SlowDown",
  "Throttled",
  "Throttling",
  "TooManyRequests",
]);

/** What an error of AWS by this name means, whatever it concerns; null for a name that does not tell. */
export function meaningOf(name: string): "access-denied" | "destination-not-found" | "throttled" | null {
  if (ACCESS_DENIED.has(name)) return "access-denied";
  if (NOT_FOUND.has(name)) return "destination-not-found";
  return THROTTLED.has(name) ? "throttled" : null;
}
