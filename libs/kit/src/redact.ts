import { REDACTED, SECRET_PROPERTIES } from "@reelbus/contracts";

/** Property names, in lower case, whose values no log entry may hold. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  ...SECRET_PROPERTIES.map((name) => name.toLowerCase()),
  "authorization",
  "connection",
  "cookie",
  "key",
  "password",
  "secret",
  "secrets",
  "sealedsecrets",
  "token",
]);

/** Deeper than any message of ours; what lies below is left out. */
const MAX_DEPTH = 12;

/** A copy for the log: secret properties replaced, URLs without user, password and query, errors as plain objects. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth > MAX_DEPTH) return "[too deep]";
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return redactObject(value, depth);
}

/** A text without the user, password and query string of any URL in it. */
export function redactText(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/giu, `$1`)
    .replace(/(https?:\/\/[^\s?"'<>]+)\?[^\s"'<>)]+/giu, `$1?${REDACTED}`);
}

function redactObject(value: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => [
      name,
      SECRET_NAMES.has(name.toLowerCase()) && item !== null ? REDACTED : redact(item, depth + 1),
    ]),
  );
}

/** Only what an error of ours or of Node carries: an SDK's error may hold the whole request. */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const { reason, retryable, code } = error as { reason?: unknown; retryable?: unknown; code?: unknown };
  return {
    type: error.name,
    message: redactText(error.message),
    ...(reason === undefined ? {} : { reason: redact(reason, depth + 1) }),
    ...(retryable === undefined ? {} : { retryable: redact(retryable, depth + 1) }),
    ...(code === undefined ? {} : { code: redact(code, depth + 1) }),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
    ...(error instanceof AggregateError ? { errors: redact(error.errors, depth + 1) } : {}),
  };
}
