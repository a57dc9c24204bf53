import type { Command } from "commander";
import { createApiClient } from "../client/api-client.ts";
import { parseWholeNumber, urlOption } from "./options.ts";

export function addReplayCommand(program: Command): void {
  program
    .command("replay")
    .description("send events of a job to one of its publishers again")
    .argument("<id>", "the JobId")
    .requiredOption("--publisher <number>", "its place in MessagePublishers, from 0", parseWholeNumber)
    .requiredOption("--from <number>", "the Sequence of the first event", parseWholeNumber)
    .addOption(urlOption())
    .addHelpText("after", "\nExample:\n  $ reelbus replay 0199f3a2-7c1e-7d53-9f5c-2f1f0a4d8c11 --publisher 0 --from 3")
    .action(async (id: string, { url, publisher, from }: { url: string; publisher: number; from: number }) => {
      const replay = await createApiClient(url).replay(id, { PublisherIndex: publisher, FromSequence: from });
      const { FromSequence, LastSequence, PublisherIndex } = replay;
      process.stdout.write(
        `events ${String(FromSequence)} to ${String(LastSequence)} are being sent to publisher ${String(PublisherIndex)} again\n`,
      );
    });
}
