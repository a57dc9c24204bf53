import type { Command } from "commander";
import { readSystemSettings, type UpOptions } from "../system/system-settings.ts";
import { runUntilSignal } from "../system/run-until-signal.ts";
import { jsonOption } from "./options.ts";

const collect = (value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value];

export function addUpCommand(program: Command): void {
  program
    .command("up")
    .description("run the whole system on this machine, in one process")
    .option("--port <port>", "where the API listens; 0 takes a free one (default: 8080)")
    .option(
      "--host <host>",
      "address the API listens on; there are no keys yet, so mind who can reach it (default: 127.0.0.1)",
    )
    .option(
      "--data <dir>",
      "database, bus, workspace and key (default: ~/.local/share/reelbus, for root /var/lib/reelbus)",
    )
    .option("--allow <dir>", "a folder that Provider Local may read and write; may be given again", collect)
    .option("--scale <service=count>", "jobs of a phase at a time, for example encoding=2; may be given again", collect)
    .option("--config <file>", "the same settings as JSON: port, host, data, allow, scale")
    .addOption(jsonOption("when ready, print an object with url and pid"))
    .addHelpText(
      "after",
      `
A nats-server and a PostgreSQL are started as children; NATS_URL and DATABASE_URL name others to use instead.
^C drains: running work gets a moment to finish, the rest goes on at the next start.

Examples:
  $ reelbus up --allow /srv/films --allow /srv/out
  $ reelbus up --port 0 --data ./data --scale encoding=2 --json`,
    )
    .action(up);
}

async function up({ json, ...options }: UpOptions & { json: boolean }): Promise<void> {
  const settings = await readSystemSettings(options);
  const { startSystem } = await import("../system/start-system.ts");
  await runUntilSignal(
    () => startSystem(settings),
    (system) => {
      process.stdout.write(json ? `${JSON.stringify({ url: system.url, pid: process.pid })}\n` : `${system.url}\n`);
      // Nothing can be stopped in order then. The children end with this process; the next start takes up their work.
      void system.lost.then(() => process.exit(1));
    },
  );
}
