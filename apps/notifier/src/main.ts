import { randomUUID } from "node:crypto";
import { connectBus } from "@reelbus/bus";
import {
  cantUse,
  createLocalPathResolver,
  createLogger,
  createMetrics,
  programWithHealth,
  readConfig,
  runProgram,
  serviceConfig,
} from "@reelbus/kit";
import { createSealer } from "@reelbus/secrets";
import { openStore } from "@reelbus/store";
import { buildNotifierService } from "./app.ts";

const { natsUrl, databaseUrl, secretKey, allowedRoots, healthHost, healthPort, logLevel } = serviceConfig;

await runProgram("notifier", async () => {
  const config = readConfig({ natsUrl, databaseUrl, secretKey, allowedRoots, healthHost, healthPort, logLevel });
  const logger = createLogger({ service: "notifier", level: config.logLevel });
  const metrics = createMetrics("notifier");
  const sealer = createSealer(config.secretKey);
  const cantUseDatabase = cantUse("the database", [config.databaseUrl], databaseUrl.name);
  const store = await openStore({ databaseUrl: config.databaseUrl, logger }).catch(cantUseDatabase);
  await store.migrate().catch(cantUseDatabase);
  const bus = await connectBus({ url: config.natsUrl, name: "notifier", logger }).catch(
    cantUse("NATS", config.natsUrl.split(","), natsUrl.name),
  );
  const service = buildNotifierService({
    store,
    bus,
    openSecrets: (sealed) => sealer.open(sealed),
    resolveLocalPath: createLocalPathResolver(config.allowedRoots),
    logger,
    metrics,
    owner: `notifier-${randomUUID()}`,
  });
  return await programWithHealth({ service, logger, config, metrics, opened: [bus, store] });
});
