import { connectBus } from "@reelbus/bus";
import { createLogger, createMetrics, readConfig, runProgram, serviceConfig, startHealthServer } from "@reelbus/kit";
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
  const health = await startHealthServer({
    host: config.healthHost,
    port: config.healthPort,
    isReady: () => service.isReady(),
    metrics,
  });
  return {
    service,
    logger,
    close: async () => {
      await health.close();
      await bus.close();
      await store.close();
    },
  };
});
