import { randomUUID } from "node:crypto";
import { jobDescriptionSchema, type Fact, type Phase, type Work } from "@reelbus/contracts";
import type { BusLogger } from "../bus.ts";

const description = jobDescriptionSchema.parse({
  ContentAcquisition: { Provider: "Local", UriPath: "/media/film" },
  ContentProcessing: { OutputFormat: ["Cmaf"] },
  ContentPublishing: { Provider: "Local", UriPath: "/media/out" },
});

/** Acquisition work of a new job, or of the given one. */
export function makeWork(jobId: string = randomUUID(), attempt = 1): Work<"Acquisition"> {
  return {
    jobId,
    tenantId: "default",
    phase: "Acquisition",
    attempt,
    traceParent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
    description,
    sealedSecrets: null,
    input: {},
  };
}

/** A progress fact; `percent` tells facts of one job apart. */
export function makeFact(jobId: string, percent: number): Fact<"Acquisition"> {
  const details = { bytesAcquired: percent, totalBytes: 100 };
  return { ...factBase(jobId, "Acquisition"), kind: "progress", percent, details };
}

/** A fact that is published durably. */
export function makeStarted(jobId: string, attempt = 1): Fact<"Acquisition"> {
  return { ...factBase(jobId, "Acquisition"), attempt, kind: "started" };
}

/** A fact that is published durably, as long as its message. */
export function makeFailed(jobId: string, attempt: number, message: string): Fact<"Acquisition"> {
  const failure = { reason: "internal", message, retryable: true, retryAfterMs: null } as const;
  return { ...factBase(jobId, "Acquisition"), attempt, kind: "failed", failure };
}

function factBase<P extends Phase>(jobId: string, phase: P) {
  return { jobId, phase, attempt: 1, delivery: 1, at: "2026-01-31T12:00:00.000Z" };
}

const ignore = (): void => undefined;

export const quietLogger: BusLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
