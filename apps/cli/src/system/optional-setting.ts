import type { ConfigKey } from "@reelbus/kit";

/** A setting that may be missing: `undefined` then. */
export function optional<T>(key: ConfigKey<T>): ConfigKey<T | undefined> {
  const { name, description, secret = false } = key;
  return { name, description, secret, schema: key.schema.optional() };
}
