import type { JobView } from "@reelbus/contracts";

/** A job for people: what it is, how far it is, and where its time went. */
export function jobText(job: JobView): string {
  return [
    `${job.JobId}  ${job.Status}  ${job.Phase} ${String(job.Progress)} %`,
    ...(job.ExternalId === null ? [] : [`  external id  ${job.ExternalId}`]),
    `  submitted    ${job.SubmittedAt}`,
    ...(job.FinishedAt === null ? [] : [`  finished     ${job.FinishedAt}`]),
    ...timingLines(job).map((line) => `  ${line}`),
    ...outputLines(job).map((line) => `  ${line}`),
    ...(job.Error === null
      ? []
      : [
          `  error        ${String(job.Error.ErrorCode)} ${job.Error.ErrorName} (${job.Error.Reason}): ${job.Error.Message}`,
        ]),
  ].join("\n");
}

/** One job in one line of a list. */
export function jobLine(job: JobView): string {
  return [
    job.JobId,
    job.Status.padEnd(9),
    job.Phase.padEnd(16),
    `${String(job.Progress).padStart(3)} %`,
    job.ExternalId ?? "",
  ]
    .join("  ")
    .trimEnd();
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

/** Links to the manifests, a line each. */
export function outputLines(job: JobView): string[] {
  return [
    ...(job.Output?.dash === undefined ? [] : [`DASH  ${job.Output.dash}`]),
    ...(job.Output?.hls === undefined ? [] : [`HLS   ${job.Output.hls}`]),
  ];
}
