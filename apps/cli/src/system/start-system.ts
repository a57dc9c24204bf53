import { PHASES, slugOf } from "@reelbus/contracts";
import { createLocalPathResolver, createLogger, createMetrics, type Service } from "@reelbus/kit";
import { createSealer } from "@reelbus/secrets";
import { randomUUID } from "node:crypto";
import { phaseServices, services } from "../services.ts";
import { prepareDataFolder } from "./data-folder.ts";
import { readEnvironment } from "./environment.ts";
import { checkAddress, namingOptions } from "./listen-address.ts";
import { openBackends } from "./open-backends.ts";
import { readServiceKey } from "./service-key.ts";
import type { SystemSettings } from "./system-settings.ts";

/** The whole system, running in this process. */
export interface RunningSystem {
  /** Where the API listens. */
  readonly url: string;
  /** Resolves when the database or the bus that was started here is lost, which is logged; otherwise never. */
  readonly lost: Promise<unknown>;
  /** Stops taking jobs, finishes or hands back running work, closes everything, ends the children. */
  stop(): Promise<void>;
}

/**
 * Starts the backends and every service.
 *
 * @param defaultLogLevel what is logged unless LOG_LEVEL says otherwise
 * @throws UsageError, StartError or ReelbusError that says what is missing or wrong; nothing is left running then
 */
export async function startSystem(
  settings: SystemSettings,
  defaultLogLevel: "warn" | "error" = "warn",
): Promise<RunningSystem> {
  await using stack = new AsyncDisposableStack();
  const environment = readEnvironment(defaultLogLevel);
  const logger = createLogger({ service: "reelbus", level: environment.logLevel });
  await checkAddress(settings);
  const { dataDir } = settings;
  const workspaceRoot = await prepareDataFolder(dataDir);
  const sealer = createSealer(environment.secretKey ?? (await readServiceKey(dataDir)));
  const { store, bus, lost } = stack.use(await openBackends(dataDir, environment, logger));

  const openSecrets = (sealed: string) => sealer.open(sealed);
  // One for all, so that the API's /metrics shows every service.
  const metrics = createMetrics("reelbus");
  const shared = { store, bus, logger, metrics, allowedRoots: settings.allowedRoots };
  const phaseDeps = { ...shared, workspaceRoot, openSecrets, graceMs: environment.graceMs };
  const [buildApi, buildConductor, buildNotifier] = await Promise.all([
    services.api.build(),
    services.conductor.build(),
    services.notifier.build(),
  ]);
  const phases = await Promise.all(
    PHASES.map(slugOf).map(async (slug) => {
      const build = await phaseServices[slug].build();
      return build({ ...phaseDeps, concurrency: settings.scale[slug] });
    }),
  );
  const resolveLocalPath = createLocalPathResolver(settings.allowedRoots);
  const behind: Service[] = [
    buildConductor(shared),
    buildNotifier({ ...shared, openSecrets, resolveLocalPath, owner: randomUUID() }),
    ...phases,
  ];
  stack.defer(() => stopAll(behind));
  await Promise.all(behind.map((service) => service.start()));

  const front = buildApi({ ...shared, sealer, resolveLocalPath, host: settings.host, port: settings.port });
  stack.defer(() => front.stop());
  await front.start().catch(namingOptions(settings));

  const owned = stack.move();
  return { url: front.url, lost, stop: () => owned.disposeAsync() };
}

async function stopAll(running: readonly Service[]): Promise<void> {
  const outcomes = await Promise.allSettled(running.map((service) => service.stop()));
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
  if (failures.length > 0) throw new AggregateError(failures, "services did not stop in order");
}
