import type { Command } from "commander";
import { createApiClient, type ApiClient } from "../client/api-client.ts";
import { redriveAll } from "../client/redrive-all.ts";
import { UsageError } from "../output/usage-error.ts";
import { urlOption } from "./options.ts";
import { namingFile, readInputFile } from "./read-input-file.ts";

interface RedriveOptions {
  readonly url: string;
  readonly all: boolean;
  readonly settings?: string;
}

export function addRedriveCommand(program: Command): void {
  program
    .command("redrive")
    .description("send a parked delivery again, once its cause is mended")
    .argument("[id]", "the DeliveryId, as 'reelbus deliveries' shows it")
    .option("--all", "all that are parked, whatever the cause", false)
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
  $ reelbus redrive 0199f3a2-7c1e-7d53-9f5c-2f1f0a4d8c11.0 --settings publisher.json
  $ reelbus redrive --all`,
    )
    .action(redrive);
}

async function redrive(id: string | undefined, { url, all, settings }: RedriveOptions): Promise<void> {
  const api = createApiClient(url);
  if (all) {
    if (id !== undefined || settings !== undefined)
      throw new UsageError("--all goes with neither an id nor --settings");
    return redriveAllParked(api);
  }
  if (id === undefined) throw new UsageError("name a DeliveryId, or --all");
  if (settings === undefined) await api.redrive(id);
  else await api.redrive(id, await readInputFile(settings, "a publisher")).catch(namingFile(settings));
  const [jobId = ""] = id.split(".");
  process.stdout.write(
    `${id} is due again; 'reelbus deliveries --job ${jobId}' shows whether the publisher takes it\n`,
  );
}

async function redriveAllParked(api: ApiClient): Promise<void> {
  let count = 0;
  try {
    for await (const _ of redriveAll(api)) count += 1;
    if (count === 0) process.stdout.write("parked deliveries that are due again: 0\n");
  } finally {
    if (count > 0)
      process.stdout.write(
        `parked deliveries that are due again: ${count}; 'reelbus deliveries --state parked' shows later which are parked again\n`,
      );
  }
}
