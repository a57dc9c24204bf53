import { ConfigurationError } from "./config.ts";
import { createLogger, type Logger } from "./logger.ts";
import type { Service } from "./service.ts";
import { aborted, watchSignals, type Shutdown } from "./shutdown.ts";

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

const DEFAULT_DEADLINES: ProgramDeadlines = { gracefulMs: 20_000, forcefulMs: 5_000 };

/**
 * The life of a service's process: builds, starts, waits for SIGTERM or SIGINT, stops, closes, exits. The exit code is
 * 0 after a graceful end, else 1. Only a `main.ts` calls this, and it does not return.
 */
export async function runProgram(name: string, build: Build): Promise<never> {
  let deadlines = DEFAULT_DEADLINES;
  const shutdown = watchSignals(() => deadlines);
  const buildAndNote: Build = async () => {
    const program = await build();
    deadlines = { ...deadlines, ...program.deadlines };
    return program;
  };
  const killed = aborted(shutdown.signals.killed).then(() => false);
  const fine = await Promise.race([live(name, buildAndNote, shutdown), killed]);
  // eslint-disable-next-line no-restricted-properties -- the one place that ends a service's process
  process.exit(fine ? 0 : 1);
}

/** Whether everything went well. */
async function live(name: string, build: Build, { signals }: Shutdown): Promise<boolean> {
  const fallback = createLogger({ service: name, level: "info" });
  const program = await settle(fallback, "build", () => unless(signals.forceful, build()));
  if (program === null) return false;

  const { service, logger = fallback } = program;
  const ran = await settle(logger, "run", () => unless(signals.forceful, run(service, logger, signals.graceful)));
  const stopped = await settle(logger, "stop", () => unless(signals.forceful, service.stop()));
  const closed = await settle(logger, "close", () => program.close());
  logger.info({}, "ended");
  return ran !== null && stopped !== null && closed !== null;
}

async function run(service: Service, logger: Logger, stopping: AbortSignal): Promise<void> {
  if (stopping.aborted) return;
  await service.start();
  logger.info({}, "started");
  await aborted(stopping);
  logger.info({}, "stopping");
}

/** The result, or null after an error, which is logged. */
async function settle<T>(logger: Logger, step: string, action: () => Promise<T>): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ConfigurationError) logger.error({ problems: error.problems }, "the settings can't be used");
    else logger.error({ error }, `${step} failed`);
    return null;
  }
}

async function unless<T>(signal: AbortSignal, action: Promise<T>): Promise<T> {
  const givenUp = aborted(signal).then(() => Promise.reject(new Error("took longer than the shutdown allows")));
  return Promise.race([action, givenUp]);
}
