import type { Command } from "commander";
import { createApiClient } from "../client/api-client.ts";
import { urlOption } from "./options.ts";

export function addCancelCommand(program: Command): void {
  program
    .command("cancel")
    .description("cancel a job; it ends in FinalError 5001")
    .argument("<id>", "the JobId")
    .addOption(urlOption())
    .addHelpText("after", "\nExample:\n  $ reelbus cancel 0199f3a2-7c1e-7d53-9f5c-2f1f0a4d8c11")
    .action(async (id: string, options: { url: string }) => {
      await createApiClient(options.url).cancel(id);
      process.stdout.write(`${id} is being cancelled\n`);
    });
}
