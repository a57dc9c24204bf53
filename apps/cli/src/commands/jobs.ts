import { JOB_STATUSES } from "@reelbus/contracts";
import type { Command } from "commander";
import { createApiClient } from "../client/api-client.ts";
import { jobTable } from "../output/job-text.ts";
import { jsonOption, urlOption, wordOption } from "./options.ts";

interface JobsOptions {
  readonly url: string;
  readonly json: boolean;
  readonly status?: string;
  readonly externalId?: string;
  readonly externalType?: string;
  readonly limit: string;
  readonly cursor?: string;
}

export function addJobsCommand(program: Command): void {
  program
    .command("jobs")
    .description("list jobs, the newest first")
    .addOption(urlOption())
    .addOption(wordOption("--status <status>", "only jobs of this status", JOB_STATUSES))
    .option("--external-id <id>", "only jobs with this ExternalId")
    .option("--external-type <type>", "only jobs with this ExternalType")
    .option("--limit <number>", "at most so many, 1 to 500", "50")
    .option("--cursor <cursor>", "go on where an earlier page ended")
    .addOption(jsonOption("print the page as JSON"))
    .addHelpText(
      "after",
      "\nExamples:\n  $ reelbus jobs --status running\n  $ reelbus jobs --external-id film-42 --json",
    )
    .action(list);
}

async function list({ url, json, ...filters }: JobsOptions): Promise<void> {
  const page = await createApiClient(url).jobs(filters);
  if (json) {
    process.stdout.write(`${JSON.stringify(page)}\n`);
    return;
  }
  for (const line of jobTable(page.Jobs)) process.stdout.write(`${line}\n`);
  if (page.NextCursor !== null) process.stdout.write(`more: --cursor ${page.NextCursor}\n`);
}
