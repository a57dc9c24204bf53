import type { Bus, BusLogger } from "./bus.ts";
import { openBus } from "./open-bus.ts";

export interface ConnectBusOptions {
  /** One server or several of one cluster, separated by commas: `nats://user:password@host:4222`. */
  readonly url: string;
  /** Shown in the server's list of connections. */
  readonly name: string;
  readonly logger?: BusLogger;
}

const ignore = (): void => undefined;
const NO_LOGGER: BusLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * Connects to NATS, and from then on reconnects for ever.
 * @throws ReelbusError that names the servers: `host-unreachable` when none answers within 15 s, else `internal`.
 */
export function connectBus({ url, name, logger = NO_LOGGER }: ConnectBusOptions): Promise<Bus> {
  return openBus({ url, name, logger });
}
