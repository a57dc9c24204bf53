import { REASONS, REDACTED, ReelbusError, SECRET_PROPERTIES } from "@reelbus/contracts";

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
export function redact(value: unknown): unknown {
  return redactBelow(value, { depth: 0, stacks: true });
}

/** Where a value is in what is logged, and whether its errors show their stacks. */
interface Place {
  readonly depth: number;
  readonly stacks: boolean;
}

function redactBelow(value: unknown, place: Place): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (place.depth > MAX_DEPTH) return "[too deep]";
  if (value instanceof Error) return redactError(value, place);
  if (Array.isArray(value)) return value.map((item) => redactBelow(item, below(place)));
  return redactObject(value, place);
}

/** A text without the user, password and query string of any URL in it. */
export function redactText(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/giu, `$1`)
    .replace(/(https?:\/\/[^\s?"'<>]+)\?[^\s"'<>)]+/giu, `$1?${REDACTED}`);
}

function below({ depth, stacks }: Place): Place {
  return { depth: depth + 1, stacks };
}

function redactObject(value: object, place: Place): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => [
      name,
      SECRET_NAMES.has(name.toLowerCase()) && item !== null ? REDACTED : redactBelow(item, below(place)),
    ]),
  );
}

/**
 * Only what an error of ours or of Node carries: an SDK's error may hold the whole request. A customer's mistake, and what
 * caused it, needs no stack: there is nothing to mend in the code.
 */
function redactError(error: Error, place: Place): Record<string, unknown> {
  const stacks = place.stacks && !(error instanceof ReelbusError && REASONS[error.reason].fault !== "ours");
  const inner = { ...below(place), stacks };
  const { reason, retryable, code } = error as { reason?: unknown; retryable?: unknown; code?: unknown };
  return {
    type: error.name,
    message: redactText(error.message),
    ...(reason === undefined ? {} : { reason: redactBelow(reason, inner) }),
    ...(retryable === undefined ? {} : { retryable: redactBelow(retryable, inner) }),
    ...(code === undefined ? {} : { code: redactBelow(code, inner) }),
    ...(error.stack === undefined || !stacks ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: redactBelow(error.cause, inner) }),
    ...(error instanceof AggregateError ? { errors: redactBelow(error.errors, inner) } : {}),
  };
}
