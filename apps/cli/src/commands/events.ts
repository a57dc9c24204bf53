import type { LifecycleEvent } from "@reelbus/contracts";
import type { Command } from "commander";
import { createApiClient } from "../client/api-client.ts";
import { eventLine } from "../output/event-line.ts";
import { jsonOption, urlOption } from "./options.ts";

export function addEventsCommand(program: Command): void {
  program
    .command("events")
    .description("show the lifecycle events of a job")
    .argument("<id>", "the JobId")
    .addOption(urlOption())
    .option("--follow", "go on with events as they come, to the end of the job", false)
    .addOption(jsonOption("print one JSON object a line"))
    .addHelpText("after", "\nExample:\n  $ reelbus events 0199f3a2-7c1e-7d53-9f5c-2f1f0a4d8c11 --follow")
    .action(async (id: string, options: { url: string; follow: boolean; json: boolean }) => {
      const client = createApiClient(options.url);
      const print = (event: LifecycleEvent) => {
        process.stdout.write(`${options.json ? JSON.stringify(event) : eventLine(event)}\n`);
      };
      if (options.follow) for await (const event of client.follow(id, 0, new AbortController().signal)) print(event);
      else for (const event of await client.eventsAfter(id, 0)) print(event);
    });
}
