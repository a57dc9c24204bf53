import { randomBytes } from "node:crypto";

/** The `traceparent` of a new, sampled trace (W3C Trace Context, version 00). */
export function newTraceParent(): string {
  return `00-${randomHex(16)}-${randomHex(8)}-01`;
}

/** The `traceparent` of a new span in the same trace. */
export function childOf(traceParent: string): string {
  const [version, traceId, , flags] = traceParent.split("-");
  if (version !== "00" || traceId === undefined || flags === undefined) return newTraceParent();
  return `00-${traceId}-${randomHex(8)}-${flags}`;
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}
