import { connectBus, type Bus } from "@reelbus/bus";
import { slugOf, type DescriptionSecrets, type Phase } from "@reelbus/contracts";
import {
  createLogger,
  createMetrics,
  programWithHealth,
  readConfig,
  runProgram,
  serviceConfig,
  type Logger,
  type Metrics,
  type Service,
} from "@reelbus/kit";
import { createSealer } from "@reelbus/secrets";

/** What every phase service is built from. */
export interface PhaseProgramDeps {
  readonly bus: Bus;
  /** Absolute; the folder that all phase services share. */
  readonly workspaceRoot: string;
  openSecrets(sealed: string): DescriptionSecrets;
  /** Absolute; the folders that `Local` and `Files` may use. */
  readonly allowedRoots: readonly string[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Jobs at a time; at least 1. */
  readonly concurrency: number;
  /** How long running work may go on after `stop`. */
  readonly graceMs: number;
}

const { natsUrl, secretKey, workspace, allowedRoots, healthHost, healthPort, logLevel, concurrency, graceMs } =
  serviceConfig;

/** For what a phase service does when its grace is over, and for closing. */
const AFTER_GRACE_MS = 10_000;

/** A phase service as a process of its own: reads the environment, connects, runs to the signal that ends it. */
export async function runPhaseProgram(phase: Phase, build: (deps: PhaseProgramDeps) => Service): Promise<never> {
  const name = slugOf(phase);
  return await runProgram(name, async () => {
    const config = readConfig({
      ...{ natsUrl, secretKey, workspace, allowedRoots },
      ...{ healthHost, healthPort, logLevel, concurrency, graceMs },
    });
    const logger = createLogger({ service: name, level: config.logLevel });
    const metrics = createMetrics(name);
    const sealer = createSealer(config.secretKey);
    const bus = await connectBus({ url: config.natsUrl, name, logger });
    const service = build({
      bus,
      workspaceRoot: config.workspace,
      openSecrets: (sealed) => sealer.open(sealed),
      allowedRoots: config.allowedRoots,
      logger,
      metrics,
      concurrency: config.concurrency,
      graceMs: config.graceMs,
    });
    // Handing back and closing come after the grace.
    const deadlines = { gracefulMs: config.graceMs + AFTER_GRACE_MS };
    return await programWithHealth({ service, logger, config, metrics, deadlines, opened: [bus] });
  });
}
