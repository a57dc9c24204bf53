import { connectBus } from "@reelbus/bus";
import { createLogger, createMetrics, programWithHealth, readConfig, runProgram, serviceConfig } from "@reelbus/kit";
import { openStore } from "@reelbus/store";
import { buildConductorService } from "./app.ts";

const { natsUrl, databaseUrl, healthHost, healthPort, logLevel } = serviceConfig;

await runProgram("conductor", async () => {
  const config = readConfig({ natsUrl, databaseUrl, healthHost, healthPort, logLevel });
  const logger = createLogger({ service: "conductor", level: config.logLevel });
  const metrics = createMetrics("conductor");
  const store = await openStore({ databaseUrl: config.databaseUrl, logger });
  await store.migrate();
  const bus = await connectBus({ url: config.natsUrl, name: "conductor", logger });
  const service = buildConductorService({ store, bus, logger, metrics });
  return await programWithHealth({ service, logger, config, metrics, opened: [bus, store] });
});
