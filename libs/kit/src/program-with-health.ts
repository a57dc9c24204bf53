import { startHealthServer, type HealthOptions } from "./health-server.ts";
import type { Program } from "./run-program.ts";
import { serviceConfig } from "./service-config.ts";
import { cantListen } from "./start-error.ts";

/** A program whose health is asked for beside its work. */
export interface HealthyProgram extends Omit<Program, "close"> {
  /** As `serviceConfig` gives them. */
  readonly config: { readonly healthHost: string; readonly healthPort: number };
  readonly metrics: HealthOptions["metrics"];
  /** The dependencies that the program opened, in the order in which they are to be closed. */
  readonly opened: readonly { close(): Promise<void> }[];
}

/**
 * Starts the health server of a program. At the end it closes first: who asks then is refused, and does not wait for an
 * answer that depends on something closed.
 * @throws StartError when the address can't be listened on.
 */
export async function programWithHealth(healthy: HealthyProgram): Promise<Program> {
  const { config, metrics, opened, ...program } = healthy;
  const address = { host: config.healthHost, port: config.healthPort };
  const health = await startHealthServer({ ...address, isReady: () => program.service.isReady(), metrics }).catch(
    cantListen(address, { host: serviceConfig.healthHost.name, port: serviceConfig.healthPort.name }),
  );
  return {
    ...program,
    close: async () => {
      for (const one of [health, ...opened]) await one.close();
    },
  };
}
