import { ConfigurationError, readConfig, serviceConfig, type ConfigKey } from "@reelbus/kit";
import { UsageError } from "../output/usage-error.ts";

/**
 * What the environment says to the whole system; what it may leave out is `undefined` then.
 *
 * @param logLevel what is logged unless LOG_LEVEL says otherwise
 * @throws UsageError that names every wrong setting
 */
export function readEnvironment(logLevel: "warn" | "error") {
  try {
    return readConfig({
      natsUrl: optional(serviceConfig.natsUrl),
      databaseUrl: optional(serviceConfig.databaseUrl),
      secretKey: optional(serviceConfig.secretKey),
      graceMs: serviceConfig.graceMs,
      logLevel: { ...serviceConfig.logLevel, default: logLevel },
    });
  } catch (error) {
    throw error instanceof ConfigurationError ? new UsageError(error.message, { cause: error }) : error;
  }
}

function optional<T>(key: ConfigKey<T>): ConfigKey<T | undefined> {
  const { name, description, secret = false } = key;
  return { name, description, secret, schema: key.schema.optional() };
}
