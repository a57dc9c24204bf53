import { randomUUIDv7 } from "node:crypto";

/** A new UUIDv7 (RFC 9562): for jobs and events. */
export function newId(): string {
  return randomUUIDv7();
}
