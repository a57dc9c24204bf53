import type { Command } from "commander";
import { createApiClient, type ApiClient } from "../client/api-client.ts";
import { ApiRefusal } from "../client/api-error.ts";
import { UsageError } from "../output/usage-error.ts";
import { urlOption } from "./options.ts";
import { namingFile, readInputFile } from "./read-input-file.ts";

interface RedriveOptions {
  readonly url: string;
  readonly all: boolean;
  readonly settings?: string;
}

/** Somebody else has redriven it meanwhile, or its job is gone. */
const NOT_PARKED_STATUSES: readonly number[] = [404, 409];

export function addRedriveCommand(program: Command): void {
  program
    .command("redrive")
    .description("send a parked delivery again, once its cause is mended")
    .argument("[id]", "the DeliveryId, as 'reelbus deliveries' shows it")
    .option("--all", "all that are parked", false)
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
    process.stdout.write(`parked deliveries that are due again: ${await redriveAll(api)}\n`);
    return;
  }
  if (id === undefined) throw new UsageError("name a DeliveryId, or --all");
  if (settings === undefined) await api.redrive(id);
  else await api.redrive(id, await readInputFile(settings, "a publisher")).catch(namingFile(settings));
  const [jobId = ""] = id.split(".");
  process.stdout.write(
    `${id} is due again; 'reelbus deliveries --job ${jobId}' shows whether the publisher takes it\n`,
  );
}

/** Page by page, from the newest on: what is parked anew meanwhile is on none of the pages that follow. */
async function redriveAll(api: ApiClient): Promise<number> {
  let count = 0;
  for (let cursor: string | null = ""; cursor !== null;) {
    const page = await api.deliveries({ state: "Parked", limit: "500", ...(cursor === "" ? {} : { cursor }) });
    for (const { DeliveryId } of page.Deliveries) if (await redriveIfParked(api, DeliveryId)) count += 1;
    cursor = page.NextCursor;
  }
  return count;
}

async function redriveIfParked(api: ApiClient, id: string): Promise<boolean> {
  try {
    await api.redrive(id);
    return true;
  } catch (error) {
    if (error instanceof ApiRefusal && NOT_PARKED_STATUSES.includes(error.status)) return false;
    throw error;
  }
}
