import type { LifecycleEvent } from "@reelbus/contracts";
import type { Command } from "commander";
import { createApiClient, type ApiClient } from "../client/api-client.ts";
import { ApiRefusal } from "../client/api-error.ts";
import { deliveredJob } from "../client/delivered-job.ts";
import { eventLine } from "../output/event-line.ts";
import { isOfLinks, linkLines } from "../output/link-lines.ts";
import { publisherTrouble } from "../output/publisher-lines.ts";
import { jsonOption, urlOption } from "./options.ts";
import { namingFile, readInputFile } from "./read-input-file.ts";

interface SubmitOptions {
  readonly url: string;
  readonly wait: boolean;
  readonly json: boolean;
}

/** How long to wait for what becomes of the last event. */
const LAST_EVENT_WITHIN_MS = 3_000;

const REFUSED_STATUSES: readonly number[] = [400, 409, 413, 415];

export function addSubmitCommand(program: Command): void {
  program
    .command("submit")
    .description("post a job description")
    .argument("<file>", "the job description, or - for standard input")
    .addOption(urlOption())
    .option("--wait", "print every event, wait for the end of the job, and print links to what it made", false)
    .addOption(jsonOption("print JSON, one object a line"))
    .addHelpText(
      "after",
      `
Exit codes: 0 stored (with --wait: JobSuccess); 1 FinalError; 2 the job description is refused or
can't be read; 3 the API does not answer. A publisher that does not take the events changes nothing of it: it is noted
on standard error.

Examples:
  $ reelbus submit job.json
  $ reelbus submit job.json --wait --json | jq .EventType
  $ cat job.json | reelbus submit - --url http://encoder:8080`,
    )
    .action(submit);
}

async function submit(file: string, options: SubmitOptions): Promise<void> {
  const client = createApiClient(options.url);
  const body = await readInputFile(file, "a job description");
  const { job, isKnown } = await client.submit(body).catch((error: unknown) => {
    if (error instanceof ApiRefusal && REFUSED_STATUSES.includes(error.status)) process.exitCode = 2;
    return namingFile(file)(error);
  });
  if (isKnown)
    process.stderr.write(
      `reelbus: no new job: job ${job.JobId} was posted before under this IdempotencyKey; change the key to post it anew\n`,
    );
  if (!options.json) process.stdout.write(`${job.JobId}\n`);
  else if (!options.wait) process.stdout.write(`${JSON.stringify(job)}\n`);
  if (!options.wait) return;
  const events = await printToTheEnd(client, job.JobId, options.json);
  const success = events.find((event) => event.EventType === "JobSuccess");
  if (!options.json) for (const line of linkLines(success?.Output ?? null, events)) process.stdout.write(`${line}\n`);
  process.exitCode = success === undefined ? 1 : 0;
  for (const line of publisherTrouble(await deliveredJob(client, job.JobId, LAST_EVENT_WITHIN_MS)))
    process.stderr.write(`reelbus: ${line}\n`);
}

/** @returns what links are made of: a long job has thousands of others. */
async function printToTheEnd(client: ApiClient, jobId: string, json: boolean): Promise<LifecycleEvent[]> {
  const kept: LifecycleEvent[] = [];
  for await (const event of client.follow(jobId, 0, new AbortController().signal)) {
    process.stdout.write(`${json ? JSON.stringify(event) : eventLine(event)}\n`);
    if (isOfLinks(event)) kept.push(event);
  }
  return kept;
}
