import type { Command } from "commander";
import { createApiClient } from "../client/api-client.ts";
import { jobText } from "../output/job-text.ts";
import { LAST_EVENTS_WITH_LINKS, linkLines } from "../output/link-lines.ts";
import { jsonOption, urlOption } from "./options.ts";

export function addJobCommand(program: Command): void {
  program
    .command("job")
    .description("show one job: its status, where its time went, what its publishers have, links to what it made")
    .argument("<id>", "the JobId")
    .addOption(urlOption())
    .addOption(jsonOption("print the job as JSON"))
    .addHelpText("after", "\nExample:\n  $ reelbus job 0199f3a2-7c1e-7d53-9f5c-2f1f0a4d8c11")
    .action(async (id: string, options: { url: string; json: boolean }) => {
      const client = createApiClient(options.url);
      const job = await client.job(id);
      if (options.json) {
        process.stdout.write(`${JSON.stringify(job)}\n`);
        return;
      }
      const events = job.Output === null ? [] : await client.firstAndLastEvents(job, LAST_EVENTS_WITH_LINKS);
      const links = linkLines(job.Output, events);
      process.stdout.write(`${jobText(job, links)}\n`);
    });
}
