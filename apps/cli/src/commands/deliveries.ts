import { DELIVERY_STATES } from "@reelbus/contracts";
import type { Command } from "commander";
import { createApiClient } from "../client/api-client.ts";
import { deliveryText } from "../output/delivery-text.ts";
import { jsonOption, urlOption, wordOption } from "./options.ts";

interface DeliveriesOptions {
  readonly url: string;
  readonly json: boolean;
  readonly state?: string;
  readonly job?: string;
  readonly limit: string;
  readonly cursor?: string;
}

export function addDeliveriesCommand(program: Command): void {
  program
    .command("deliveries")
    .description("list what publishers did not take, the newest first, and why")
    .addOption(urlOption())
    .addOption(wordOption("--state <state>", "only those in this state", DELIVERY_STATES))
    .option("--job <id>", "only those of this job")
    .option("--limit <number>", "at most so many, 1 to 500", "50")
    .option("--cursor <cursor>", "go on where an earlier page ended")
    .addOption(jsonOption("print the page as JSON"))
    .addHelpText(
      "after",
      "\nExamples:\n  $ reelbus deliveries --state parked\n  $ reelbus deliveries --job 0199f3a2-7c1e-7d53-9f5c-2f1f0a4d8c11 --json",
    )
    .action(list);
}

async function list({ url, json, ...filters }: DeliveriesOptions): Promise<void> {
  const page = await createApiClient(url).deliveries(filters);
  if (json) {
    process.stdout.write(`${JSON.stringify(page)}\n`);
    return;
  }
  for (const delivery of page.Deliveries) process.stdout.write(`${deliveryText(delivery)}\n`);
  if (page.Deliveries.length === 0)
    process.stderr.write(
      `reelbus: no deliveries ${filters.state === undefined ? "in trouble" : `are ${filters.state.toLowerCase()}`}\n`,
    );
  if (page.NextCursor !== null) process.stdout.write(`more: --cursor ${page.NextCursor}\n`);
}
