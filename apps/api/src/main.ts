import { connectBus } from "@reelbus/bus";
import {
  cantListen,
  cantUse,
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
  const cantUseDatabase = cantUse("the database", [config.databaseUrl], databaseUrl.name);
  const store = await openStore({ databaseUrl: config.databaseUrl, logger }).catch(cantUseDatabase);
  await store.migrate().catch(cantUseDatabase);
  const bus = await connectBus({ url: config.natsUrl, name: "api", logger }).catch(
    cantUse("NATS", config.natsUrl.split(","), natsUrl.name),
  );
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
  const naming = cantListen(config, { host: listenConfig.host.name, port: listenConfig.port.name });
  return {
    service: {
      start: () => service.start().catch(naming),
      stop: () => service.stop(),
      isReady: () => service.isReady(),
    },
    logger,
    close: async () => {
      await bus.close();
      await store.close();
    },
  };
});
