import type { Command } from "commander";
import { createApiClient } from "../client/api-client.ts";
import { parseWholeNumber, urlOption } from "./options.ts";

interface ReplayOptions {
  readonly url: string;
  readonly publisher?: number;
  readonly from?: number;
}

export function addReplayCommand(program: Command): void {
  program
    .command("replay")
    .description("send events of a job to one of its publishers again")
    .argument("<id>", "the JobId")
    .option("--publisher <number>", "its place in MessagePublishers, from 0; required", parseWholeNumber)
    .option("--from <number>", "the Sequence of the first event; required", parseWholeNumber)
    .addOption(urlOption())
    .addHelpText("after", "\nExample:\n  $ reelbus replay 0199f3a2-7c1e-7d53-9f5c-2f1f0a4d8c11 --publisher 0 --from 3")
    .action(async (id: string, { url, publisher, from }: ReplayOptions, command: Command) => {
      // commander's own required options are told one after the other.
      if (publisher === undefined || from === undefined)
        command.error("error: say which publisher and from which event on: --publisher <number> --from <number>");
      const replay = await createApiClient(url).replay(id, { PublisherIndex: publisher, FromSequence: from });
      const { FromSequence, LastSequence, PublisherIndex } = replay;
      process.stdout.write(
        `events ${FromSequence} to ${LastSequence} are due for publisher ${PublisherIndex} again; if some are on their way to it at this moment, it may take 30 s until they come\n`,
      );
    });
}
