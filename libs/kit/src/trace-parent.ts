import { randomBytes } from "node:crypto";

/** The `traceparent` of a new, sampled trace (W3C Trace Context, version 00). */
export function newTraceParent(): string {
  return `00-${randomHex(16)}-${randomHex(8)}-01`;
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}
