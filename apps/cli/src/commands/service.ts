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
DATABASE_URL is needed by api, conductor and notifier; REELBUS_SECRET_KEY by all but conductor; REELBUS_WORKSPACE by
the phases. NATS_URL and the rest have defaults; the README lists every setting. All that is missing or wrong is
reported at once.

Example:
  $ NATS_URL=nats://127.0.0.1:4222 REELBUS_WORKSPACE=/srv/work REELBUS_SECRET_KEY=... reelbus service encoding`,
    )
    .action(async (name: ServiceName) => {
      await services[name].main();
    });
}
