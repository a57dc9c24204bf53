export type { Service } from "./service.ts";
export { createLogger, LOG_LEVELS, silentLogger, type Logger, type LogLevel, type LogMethod } from "./logger.ts";
export {
  ConfigurationError,
  readConfig,
  type ConfigKey,
  type ConfigOf,
  type ConfigProblem,
  type ConfigShape,
} from "./config.ts";
export { serviceConfig } from "./service-config.ts";
export {
  createMetrics,
  type Counter,
  type Gauge,
  type Histogram,
  type Labels,
  type Metrics,
  type MetricsRegistry,
} from "./metrics.ts";
export { startHealthServer, type HealthOptions, type HealthServer } from "./health-server.ts";
export { programWithHealth, type HealthyProgram } from "./program-with-health.ts";
export { runProgram, type Program, type ProgramDeadlines } from "./run-program.ts";
export { createLocalPathResolver, type LocalPathResolver } from "./local-path-resolver.ts";
export { cantListen, cantUse, StartError } from "./start-error.ts";
export { newTraceParent } from "./trace-parent.ts";
