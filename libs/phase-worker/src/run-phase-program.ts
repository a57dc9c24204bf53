import { access, constants } from "node:fs/promises";
import { join, sep } from "node:path";
import { connectBus, type Bus } from "@reelbus/bus";
import { slugOf, type DescriptionSecrets, type Phase } from "@reelbus/contracts";
import {
  cantUse,
  createLogger,
  createMetrics,
  programWithHealth,
  readConfig,
  runProgram,
  serviceConfig,
  StartError,
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
    await checkWorkspace(config.workspace);
    const bus = await connectBus({ url: config.natsUrl, name, logger }).catch(
      cantUse("NATS", config.natsUrl.split(","), natsUrl.name),
    );
    await bus.ensureStreams().catch(cantUse("JetStream of NATS", config.natsUrl.split(","), natsUrl.name));
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

/** A folder that is not there is not made: it is shared, so somebody forgot to mount it, or misspelt it. */
async function checkWorkspace(root: string): Promise<void> {
  await access(join(root, sep), constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const what = `can't use the folder ${root} that ${workspace.name} names (${code})`;
    throw new StartError(`${what}; make or mount it, and let this user write there`, { cause });
  });
}
