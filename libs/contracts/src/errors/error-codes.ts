import { z } from "zod";

/** The documented error codes of FinalError and their names. */
export const ERROR_NAMES = {
  1000: "AcquisitionError",
  2000: "EncodingError",
  3000: "PublishingError",
  5000: "InternalError",
  5001: "JobCancelled",
  5003: "PrevalidationError",
} as const;

export type ErrorCode = keyof typeof ERROR_NAMES;
export type ErrorName = (typeof ERROR_NAMES)[ErrorCode];

export const errorCodeSchema = z.union([
  z.literal(1000),
  z.literal(2000),
  z.literal(3000),
  z.literal(5000),
  z.literal(5001),
  z.literal(5003),
]);

export const errorNameSchema = z.enum([
  "AcquisitionError",
  "EncodingError",
  "PublishingError",
  "InternalError",
  "JobCancelled",
  "PrevalidationError",
]);
