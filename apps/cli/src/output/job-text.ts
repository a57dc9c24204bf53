import type { JobDetails, JobView } from "@reelbus/contracts";
import { publisherLines } from "./publisher-lines.ts";

/** A job for people: what it is, how far it and its publishers are, where its time went, and the links to what it made. */
export function jobText(job: JobDetails, links: readonly string[]): string {
  return [
    `${job.JobId}  ${job.Status}  ${job.Phase} ${String(job.Progress)} %`,
    ...(job.ExternalId === null ? [] : [`  external id  ${job.ExternalId}`]),
    `  submitted    ${job.SubmittedAt}`,
    ...(job.FinishedAt === null ? [] : [`  finished     ${job.FinishedAt}`]),
    ...timingLines(job).map((line) => `  ${line}`),
    ...[...publisherLines(job), ...links].map((line) => `  ${line}`),
    ...(job.Error === null
      ? []
      : [
          `  error        ${String(job.Error.ErrorCode)} ${job.Error.ErrorName} (${job.Error.Reason}): ${job.Error.Message}`,
        ]),
  ].join("\n");
}

/** Jobs as a table, its head first. */
export function jobTable(jobs: readonly JobView[]): string[] {
  const line = (id: string, submitted: string, status: string, phase: string, percent: string, externalId: string) =>
    [id.padEnd(36), submitted.padEnd(19), status.padEnd(9), phase.padEnd(16), percent.padStart(5), externalId]
      .join("  ")
      .trimEnd();
  return [
    line("job", "submitted (UTC)", "status", "phase", "", "external id"),
    ...jobs.map((job) =>
      line(
        job.JobId,
        job.SubmittedAt.slice(0, 19).replace("T", " "),
        job.Status,
        job.Phase,
        `${String(job.Progress)} %`,
        job.ExternalId ?? "",
      ),
    ),
  ];
}

/** Where the time went: waiting for a worker and processing, in seconds, by phase and in all. */
export function timingLines(job: JobView): string[] {
  const row = (name: string, waitSeconds: number, processingSeconds: number) =>
    `${name.padEnd(18)}${waitSeconds.toFixed(2).padStart(9)}${processingSeconds.toFixed(2).padStart(12)}`;
  return [
    `${"phase".padEnd(18)}${"waited s".padStart(9)}${"processed s".padStart(12)}`,
    ...job.Phases.map((phase) => row(phase.Phase, phase.QueueWaitSeconds, phase.ProcessingSeconds)),
    row("in all", job.QueueWaitSeconds, job.ProcessingSeconds),
  ];
}
