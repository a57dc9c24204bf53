import type { PhaseSlug } from "@reelbus/contracts";
import {
  createLocalPathResolver,
  createLogger,
  createMetrics,
  readConfig,
  serviceConfig,
  type Service,
} from "@reelbus/kit";
import { createSealer } from "@reelbus/secrets";
import { randomUUID } from "node:crypto";
import { services } from "../services.ts";
import { openBackends } from "./open-backends.ts";
import { optional } from "./optional-setting.ts";
import { readServiceKey } from "./service-key.ts";
import type { SystemSettings } from "./system-settings.ts";

/** The whole system, running in this process. */
export interface RunningSystem {
  /** Where the API listens. */
  readonly url: string;
  /** Stops taking jobs, finishes or hands back running work, closes everything, ends the children. */
  stop(): Promise<void>;
}

/**
 * Starts the backends and the nine services.
 *
 * @throws ReelbusError or ConfigurationError that says what is missing or wrong; nothing is left running then
 */
export async function startSystem(settings: SystemSettings): Promise<RunningSystem> {
  await using stack = new AsyncDisposableStack();
  const environment = readConfig({
    secretKey: optional(serviceConfig.secretKey),
    graceMs: serviceConfig.graceMs,
    logLevel: { ...serviceConfig.logLevel, default: "warn" },
  });
  const logger = createLogger({ service: "reelbus", level: environment.logLevel });
  const sealer = createSealer(environment.secretKey ?? (await readServiceKey(settings.dataDir)));
  const { store, bus, workspaceRoot } = stack.use(await openBackends(settings, logger));

  const openSecrets = (sealed: string) => sealer.open(sealed);
  const shared = { store, bus, logger, allowedRoots: settings.allowedRoots };
  const phase = (slug: PhaseSlug) => ({
    ...shared,
    workspaceRoot,
    openSecrets,
    graceMs: environment.graceMs,
    concurrency: settings.scale[slug],
    metrics: createMetrics(slug),
  });
  const builders = await Promise.all([
    services.conductor.build(),
    services.notifier.build(),
    services["pre-validation"].build(),
    services.acquisition.build(),
    services["media-mapping"].build(),
    services.encoding.build(),
    services["image-extraction"].build(),
    services.publishing.build(),
    services.api.build(),
  ]);
  const [conductor, notifier, preValidation, acquisition, mediaMapping, encoding, images, publishing, api] = builders;
  const behind: Service[] = [
    conductor.buildConductorService({ ...shared, metrics: createMetrics("conductor") }),
    notifier.buildNotifierService({
      ...shared,
      openSecrets,
      resolveLocalPath: createLocalPathResolver(settings.allowedRoots),
      owner: randomUUID(),
      metrics: createMetrics("notifier"),
    }),
    preValidation.buildPreValidationService(phase("pre-validation")),
    acquisition.buildAcquisitionService(phase("acquisition")),
    mediaMapping.buildMediaMappingService(phase("media-mapping")),
    encoding.buildEncodingService(phase("encoding")),
    images.buildImageExtractionService(phase("image-extraction")),
    publishing.buildPublishingService(phase("publishing")),
  ];
  stack.defer(() => stopAll(behind));
  await Promise.all(behind.map((service) => service.start()));

  const front = api.buildApiService({
    ...shared,
    sealer,
    host: settings.host,
    port: settings.port,
    metrics: createMetrics("api"),
  });
  stack.defer(() => front.stop());
  await front.start();

  const owned = stack.move();
  return { url: front.url, stop: () => owned.disposeAsync() };
}

async function stopAll(running: readonly Service[]): Promise<void> {
  const outcomes = await Promise.allSettled(running.map((service) => service.stop()));
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
  if (failures.length > 0) throw new AggregateError(failures, "services did not stop in order");
}
