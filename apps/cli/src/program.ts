import { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import { addCancelCommand } from "./commands/cancel.ts";
import { addDeliveriesCommand } from "./commands/deliveries.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addEventsCommand } from "./commands/events.ts";
import { addJobCommand } from "./commands/job.ts";
import { addJobsCommand } from "./commands/jobs.ts";
import { addPublisherCommand } from "./commands/publisher.ts";
import { addRedriveCommand } from "./commands/redrive.ts";
import { addReplayCommand } from "./commands/replay.ts";
import { addServiceCommand } from "./commands/service.ts";
import { addSubmitCommand } from "./commands/submit.ts";
import { addUpCommand } from "./commands/up.ts";
import { addValidateCommand } from "./commands/validate.ts";

/** The command line, one file a command. A wrong one ends with where to look. */
export function buildProgram(): Command {
  const program = new Command("reelbus")
    .description("A self-hosted encoding pipeline: post a job, follow its events, get a playable film.")
    .version(manifest.version)
    .addHelpText(
      "after",
      `
Examples:
  $ reelbus up --allow /srv/films                 the whole system on this machine
  $ reelbus submit job.json --wait                post a job and follow it to its end
  $ reelbus events JOB_ID --follow                the lifecycle events, live
  $ reelbus service encoding                      one service by itself

Exit codes: 0 done; 1 the job or the command failed; 2 the command line, a file that it names or a setting in the
environment is wrong; 3 the API does not answer.`,
    );
  for (const add of [
    addUpCommand,
    addSubmitCommand,
    addJobCommand,
    addJobsCommand,
    addEventsCommand,
    addCancelCommand,
    addDeliveriesCommand,
    addRedriveCommand,
    addReplayCommand,
    addPublisherCommand,
    addValidateCommand,
    addServiceCommand,
    addDemoCommand,
  ])
    add(program);
  pointToHelp(program, "reelbus");
  return program;
}

function pointToHelp(command: Command, name: string): void {
  command.showHelpAfterError(`(${name} --help shows its ${command.commands.length > 0 ? "commands" : "options"})`);
  for (const below of command.commands) pointToHelp(below, `${name} ${below.name()}`);
}
