import { Argument, type Command } from "commander";
import { SERVICE_NAMES, services, type ServiceName } from "../services.ts";

export function addServiceCommand(program: Command): void {
  program
    .command("service")
    .description("run one service by itself; settings come from the environment")
    .addArgument(new Argument("<name>", "the service").choices([...SERVICE_NAMES]))
    .addHelpText(
      "after",
      `
Every service needs NATS_URL; api, conductor and notifier need DATABASE_URL too. A missing or wrong setting is
reported with its name and what was expected.

Example:
  $ NATS_URL=nats://127.0.0.1:4222 REELBUS_WORKSPACE=/srv/work REELBUS_SECRET_KEY=... reelbus service encoding`,
    )
    .action(async (name: ServiceName) => {
      await services[name].main();
    });
}
