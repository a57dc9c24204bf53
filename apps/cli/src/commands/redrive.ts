import type { Command } from "commander";
import { createApiClient } from "../client/api-client.ts";
import { urlOption } from "./options.ts";

export function addRedriveCommand(program: Command): void {
  program
    .command("redrive")
    .description("send a parked delivery again, once its cause is mended")
    .argument("<id>", "the DeliveryId, as 'reelbus deliveries' shows it")
    .addOption(urlOption())
    .addHelpText("after", "\nExample:\n  $ reelbus redrive 0199f3a2-7c1e-7d53-9f5c-2f1f0a4d8c11.0")
    .action(async (id: string, options: { url: string }) => {
      await createApiClient(options.url).redrive(id);
      const [jobId = ""] = id.split(".");
      process.stdout.write(
        `${id} is due again; 'reelbus deliveries --job ${jobId}' shows whether the publisher takes it\n`,
      );
    });
}
