import { z } from "zod";

/** A UUID in lower case, as the API and the events write it. */
export const uuidSchema = z.uuid().toLowerCase();

/** An RFC 3339 time in UTC with milliseconds, for example `2026-01-31T12:00:00.000Z`. */
export const timestampSchema = z.iso.datetime({ precision: 3 }).meta({ description: "RFC 3339, UTC, milliseconds." });

/** A W3C Trace Context `traceparent` header value. */
export const traceParentSchema = z
  .string()
  .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/u, "expected a W3C traceparent, version 00")
  .meta({ description: "W3C Trace Context." });

/** A whole number of per cent, 0 to 100. */
export const percentSchema = z.int().min(0).max(100);

/** A path inside a folder: forward slashes, never absolute, no `..` part. */
export const relativePathSchema = z
  .string()
  .max(4096)
  .refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), "expected a relative path without '..'");
