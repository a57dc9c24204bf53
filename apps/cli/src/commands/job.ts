import type { Command } from "commander";
import { createApiClient } from "../client/api-client.ts";
import { jobText } from "../output/job-text.ts";
import { jsonOption, urlOption } from "./options.ts";

export function addJobCommand(program: Command): void {
  program
    .command("job")
    .description("show one job: its status, where its time went, its outputs")
    .argument("<id>", "the JobId")
    .addOption(urlOption())
    .addOption(jsonOption("print the job as JSON"))
    .addHelpText("after", "\nExample:\n  $ reelbus job 0199f3a2-7c1e-7d53-9f5c-2f1f0a4d8c11")
    .action(async (id: string, options: { url: string; json: boolean }) => {
      const job = await createApiClient(options.url).job(id);
      process.stdout.write(`${options.json ? JSON.stringify(job) : jobText(job)}\n`);
    });
}
