import { connectBus } from "@reelbus/bus";
import {
  createLocalPathResolver,
  createLogger,
  createMetrics,
  readConfig,
  runProgram,
  serviceConfig,
} from "@reelbus/kit";
import { createSealer } from "@reelbus/secrets";
import { openStore } from "@reelbus/store";
import { buildApiService } from "./app.ts";
import { listenConfig } from "./listen-config.ts";

const { natsUrl, databaseUrl, secretKey, allowedRoots, logLevel } = serviceConfig;

await runProgram("api", async () => {
  const config = readConfig({ ...listenConfig, natsUrl, databaseUrl, secretKey, allowedRoots, logLevel });
  const logger = createLogger({ service: "api", level: config.logLevel });
  const store = await openStore({ databaseUrl: config.databaseUrl, logger });
  await store.migrate();
  const bus = await connectBus({ url: config.natsUrl, name: "api", logger });
  const service = buildApiService({
    store,
    bus,
    logger,
    sealer: createSealer(config.secretKey),
    resolveLocalPath: createLocalPathResolver(config.allowedRoots),
    host: config.host,
    port: config.port,
    metrics: createMetrics("api"),
  });
  return {
    service,
    logger,
    close: async () => {
      await bus.close();
      await store.close();
    },
  };
});
