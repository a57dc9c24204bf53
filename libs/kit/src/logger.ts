import { destination, pino, stdTimeFunctions, type Logger as PinoLogger } from "pino";
import { redact, redactText } from "./redact.ts";

/** The levels that `createLogger` knows, the most talkative first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Writes one entry. `fields` may hold an `Error` anywhere, best under the name `error`. */
export type LogMethod = (fields: object, message: string) => void;

/** A structured log. Secrets are taken out by their property names, and credentials out of URLs. */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  /** A logger that adds these fields to every entry. */
  child(fields: object): Logger;
}

export interface LoggerOptions {
  /** In every entry. */
  readonly service: string;
  readonly level: LogLevel;
  /** Where the lines go. @default standard error, written synchronously: nothing is lost when the process ends */
  readonly output?: { write(line: string): void };
}

/** A logger that writes one JSON object a line. */
export function createLogger({ service, level, output = destination({ dest: 2, sync: true }) }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service, pid: process.pid },
    messageKey: "message",
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return wrap(pino(options, output));
}

const ignore: LogMethod = () => undefined;

/** Writes nothing. */
export const silentLogger: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  child: () => silentLogger,
};

function wrap(logger: PinoLogger): Logger {
  const method =
    (level: "debug" | "info" | "warn" | "error"): LogMethod =>
    (fields, message) => {
      if (logger.isLevelEnabled(level)) logger[level](redact(fields), redactText(message));
    };
  return {
    debug: method("debug"),
    info: method("info"),
    warn: method("warn"),
    error: method("error"),
    child: (fields) => wrap(logger.child(redact(fields) as Record<string, unknown>)),
  };
}
