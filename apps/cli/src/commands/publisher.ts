import type { PublisherTest } from "@reelbus/contracts";
import type { Command } from "commander";
import { createApiClient } from "../client/api-client.ts";
import { jsonOption, urlOption } from "./options.ts";
import { namingFile, readInputFile } from "./read-input-file.ts";

export function addPublisherCommand(program: Command): void {
  const publisher = program
    .command("publisher")
    .description("try the settings of a message publisher")
    .addHelpText("before", ({ error }) =>
      error ? "error: say what to do with it: reelbus publisher test <file>\n" : "",
    )
    .addHelpText("after", "\nExample:\n  $ reelbus publisher test publisher.json");
  publisher
    .command("test")
    .description("send a test event to a publisher, and say precisely what failed")
    .argument("<file>", "one entry of MessagePublishers, or - for standard input")
    .addOption(urlOption())
    .addOption(jsonOption("print the result as JSON"))
    .addHelpText(
      "after",
      `
The test runs where the API runs. The event's type is PublisherTest; it belongs to no job.

Exit codes: 0 the publisher has the event; 1 it has not; 2 the settings are refused or can't be read; 3 the API does
not answer.

Examples:
  $ reelbus publisher test publisher.json
  $ reelbus publisher test - --json < publisher.json`,
    )
    .action(async (file: string, options: { url: string; json: boolean }) => {
      const settings = await readInputFile(file, "a publisher");
      const result = await createApiClient(options.url).testPublisher(settings).catch(namingFile(file));
      process.stdout.write(`${options.json ? JSON.stringify(result) : resultText(result)}\n`);
      process.exitCode = result.Succeeded ? 0 : 1;
    });
}

function resultText({ Succeeded, EventId, Steps }: PublisherTest): string {
  const lines = Steps.map(({ Step, Error }) => {
    const step = Step.toLowerCase().padEnd(8);
    if (Error === null) return `${step} ok`;
    const advice = Error.Retryable ? "events would be tried again" : "it has to be mended";
    return `${step} failed (${Error.Reason}, ${advice}): ${Error.Message}`;
  });
  return [...lines, ...(Succeeded ? [`the publisher has the event ${EventId}`] : [])].join("\n");
}
