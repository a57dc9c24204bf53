import { connectBus } from "@reelbus/bus";
import {
  cantUse,
  createLogger,
  createMetrics,
  programWithHealth,
  readConfig,
  runProgram,
  serviceConfig,
} from "@reelbus/kit";
import { openStore } from "@reelbus/store";
import { buildConductorService } from "./app.ts";

const { natsUrl, databaseUrl, healthHost, healthPort, logLevel } = serviceConfig;

await runProgram("conductor", async () => {
  const config = readConfig({ natsUrl, databaseUrl, healthHost, healthPort, logLevel });
  const logger = createLogger({ service: "conductor", level: config.logLevel });
  const metrics = createMetrics("conductor");
  const cantUseDatabase = cantUse("the database", [config.databaseUrl], databaseUrl.name);
  const store = await openStore({ databaseUrl: config.databaseUrl, logger }).catch(cantUseDatabase);
  await store.migrate().catch(cantUseDatabase);
  const bus = await connectBus({ url: config.natsUrl, name: "conductor", logger }).catch(
    cantUse("NATS", config.natsUrl.split(","), natsUrl.name),
  );
  await bus.ensureStreams().catch(cantUse("JetStream of NATS", config.natsUrl.split(","), natsUrl.name));
  const service = buildConductorService({ store, bus, logger, metrics });
  return await programWithHealth({ service, logger, config, metrics, opened: [bus, store] });
});
