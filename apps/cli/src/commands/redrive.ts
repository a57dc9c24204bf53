import type { Command } from "commander";
import { createApiClient } from "../client/api-client.ts";
import { urlOption } from "./options.ts";
import { namingFile, readInputFile } from "./read-input-file.ts";

export function addRedriveCommand(program: Command): void {
  program
    .command("redrive")
    .description("send a parked delivery again, once its cause is mended")
    .argument("<id>", "the DeliveryId, as 'reelbus deliveries' shows it")
    .option(
      "--settings <file>",
      "other settings for the publisher, parked or failing: an entry of MessagePublishers; - for standard input",
    )
    .addOption(urlOption())
    .addHelpText(
      "after",
      `
Examples:
  $ reelbus redrive 0199f3a2-7c1e-7d53-9f5c-2f1f0a4d8c11.0
  $ reelbus redrive 0199f3a2-7c1e-7d53-9f5c-2f1f0a4d8c11.0 --settings publisher.json`,
    )
    .action(async (id: string, { url, settings }: { url: string; settings?: string }) => {
      const api = createApiClient(url);
      if (settings === undefined) await api.redrive(id);
      else await api.redrive(id, await readInputFile(settings, "a publisher")).catch(namingFile(settings));
      const [jobId = ""] = id.split(".");
      process.stdout.write(
        `${id} is due again; 'reelbus deliveries --job ${jobId}' shows whether the publisher takes it\n`,
      );
    });
}
