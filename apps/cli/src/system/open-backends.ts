import { connectBus, startEmbeddedNats, type Bus } from "@reelbus/bus";
import { readConfig, serviceConfig, type Logger } from "@reelbus/kit";
import { openStore, startEmbeddedPostgres, type Store } from "@reelbus/store";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { optional } from "./optional-setting.ts";
import type { SystemSettings } from "./system-settings.ts";

/** What the services stand on. Disposing closes the connections, then ends the servers that were started. */
export interface Backends extends AsyncDisposable {
  readonly store: Store;
  readonly bus: Bus;
  /** Absolute. */
  readonly workspaceRoot: string;
}

/** Connects to the bus and the database that the environment names, or starts servers of its own in the data folder. */
export async function openBackends(settings: SystemSettings, logger: Logger): Promise<Backends> {
  await using stack = new AsyncDisposableStack();
  const given = readConfig({
    natsUrl: optional(serviceConfig.natsUrl),
    databaseUrl: optional(serviceConfig.databaseUrl),
  });
  const workspaceRoot = join(settings.dataDir, "workspace");
  await mkdir(workspaceRoot, { recursive: true, mode: 0o700 });

  const databaseUrl = given.databaseUrl ?? (await ownPostgres(stack, settings, logger));
  const natsUrl = given.natsUrl ?? (await ownNats(stack, settings));
  const store = await openStore({ databaseUrl, logger });
  stack.defer(() => store.close());
  await store.migrate();
  const bus = await connectBus({ url: natsUrl, name: "reelbus", logger });
  stack.defer(() => bus.close());
  await bus.ensureStreams();

  const owned = stack.move();
  return { store, bus, workspaceRoot, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function ownPostgres(stack: AsyncDisposableStack, settings: SystemSettings, logger: Logger): Promise<string> {
  const server = await startEmbeddedPostgres({ dataDir: join(settings.dataDir, "postgres"), logger });
  stack.defer(() => server.stop());
  return server.url;
}

async function ownNats(stack: AsyncDisposableStack, settings: SystemSettings): Promise<string> {
  const server = await startEmbeddedNats({ dataDir: join(settings.dataDir, "nats") });
  stack.defer(() => server.stop());
  return server.url;
}
