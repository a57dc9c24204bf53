import { ConfigurationError } from "./config.ts";
import { createLogger, type Logger } from "./logger.ts";
import type { Service } from "./service.ts";
import { aborted, watchSignals, type Shutdown } from "./shutdown.ts";
import { StartError } from "./start-error.ts";

/** A built program. */
export interface Program {
  readonly service: Service;
  /** Closes the dependencies that `build` opened. Called once, after the service has stopped or was given up. */
  close(): Promise<void>;
  readonly logger?: Logger;
  readonly deadlines?: Partial<ProgramDeadlines>;
}

/** How long the end of a program may take. */
export interface ProgramDeadlines {
  /** For `service.stop()` and `close()` after the first signal. @default 20000 */
  readonly gracefulMs: number;
  /** For `close()` after that. @default 5000 */
  readonly forcefulMs: number;
}

type Build = () => Promise<Program>;

const CANT_START = "the service can't start";
const DEFAULT_DEADLINES: ProgramDeadlines = { gracefulMs: 20_000, forcefulMs: 5_000 };

/**
 * The life of a service's process: builds, starts, waits for SIGTERM or SIGINT, stops, closes, exits. The exit code is
 * 0 after a graceful end, 2 when the settings can't be used, else 1. Only a `main.ts` calls this, and it does not return.
 */
export async function runProgram(name: string, build: Build): Promise<never> {
  let deadlines = DEFAULT_DEADLINES;
  const shutdown = watchSignals(() => deadlines);
  const buildAndNote: Build = async () => {
    const program = await build();
    deadlines = { ...deadlines, ...program.deadlines };
    return program;
  };
  const killed = aborted(shutdown.signals.killed).then(() => 1);
  const exitCode = await Promise.race([live(name, buildAndNote, shutdown), killed]);
  // eslint-disable-next-line no-restricted-properties -- the one place that ends a service's process
  process.exit(exitCode);
}

/** Resolves to the exit code. */
async function live(name: string, build: Build, { signals }: Shutdown): Promise<number> {
  let logger = createLogger({ service: name, level: "info" });
  let exitCode = 0;
  /** The result, or null after an error, which is logged. */
  const settle = async <T>(failed: string, action: () => Promise<T>): Promise<T | null> => {
    try {
      return await action();
    } catch (error) {
      logFailure(logger, failed, error);
      exitCode = error instanceof ConfigurationError ? 2 : 1;
      return null;
    }
  };
  const program = await settle(CANT_START, () => unless(signals.forceful, build()));
  if (program === null) return exitCode;

  const { service } = program;
  logger = program.logger ?? logger;
  await settle(CANT_START, () => unless(signals.forceful, run(service, logger, signals.graceful)));
  await settle("the service did not stop in order", () => unless(signals.forceful, service.stop()));
  await settle("not everything was closed in order", () => program.close());
  logger.info({}, "ended");
  return exitCode;
}

async function run(service: Service, logger: Logger, stopping: AbortSignal): Promise<void> {
  if (stopping.aborted) return;
  await service.start();
  logger.info({}, "started");
  await aborted(stopping);
  logger.info({}, "stopping");
}

function logFailure(logger: Logger, failed: string, error: unknown): void {
  if (error instanceof ConfigurationError) logger.error({ problems: error.problems }, "the settings can't be used");
  else if (error instanceof StartError) logger.error({}, `${failed}: ${error.message}`);
  else logger.error({ error }, failed);
}

async function unless<T>(signal: AbortSignal, action: Promise<T>): Promise<T> {
  const givenUp = aborted(signal).then(() => Promise.reject(new Error("took longer than the shutdown allows")));
  return Promise.race([action, givenUp]);
}
