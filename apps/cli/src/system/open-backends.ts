import { connectBus, startEmbeddedNats, type Bus } from "@reelbus/bus";
import type { ReelbusError } from "@reelbus/contracts";
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
  /** Resolves, and is logged, when a server that was started here ends by itself; otherwise never. */
  readonly lost: Promise<ReelbusError>;
}

interface OwnServer {
  readonly url: string;
  readonly unexpectedEnd: Promise<ReelbusError>;
  stop(): Promise<void>;
}

/** Connects to the bus and the database that the environment names, or starts servers of its own in the data folder. */
export async function openBackends(settings: SystemSettings, logger: Logger): Promise<Backends> {
  await using stack = new AsyncDisposableStack();
  const given = readConfig({
    natsUrl: optional(serviceConfig.natsUrl),
    databaseUrl: optional(serviceConfig.databaseUrl),
  });
  // PostgreSQL runs as another user when we are root, and has to pass through; what is in there is closed by itself.
  await mkdir(settings.dataDir, { recursive: true, mode: 0o755 });
  const workspaceRoot = join(settings.dataDir, "workspace");
  await mkdir(workspaceRoot, { recursive: true, mode: 0o700 });

  const ends: Promise<ReelbusError>[] = [];
  const own = async (starting: Promise<OwnServer>) => {
    const server = await starting;
    stack.defer(() => server.stop());
    ends.push(server.unexpectedEnd);
    return server.url;
  };
  const { dataDir } = settings;
  const databaseUrl =
    given.databaseUrl ?? (await own(startEmbeddedPostgres({ dataDir: join(dataDir, "postgres"), logger })));
  const natsUrl = given.natsUrl ?? (await own(startEmbeddedNats({ dataDir: join(dataDir, "nats") })));
  const lost = Promise.race(ends);
  void lost.then((error) => logger.error({ error }, "the system can't go on without a server of its own"));

  const store = await openStore({ databaseUrl, logger }).catch(unusable("the database", databaseUrl));
  stack.defer(() => store.close());
  await store.migrate().catch(unusable("the database", databaseUrl));
  const bus = await connectBus({ url: natsUrl, name: "reelbus", logger }).catch(unusable("NATS", natsUrl));
  stack.defer(() => bus.close());
  await bus.ensureStreams().catch(unusable("JetStream of NATS", natsUrl));

  const owned = stack.move();
  return { store, bus, workspaceRoot, lost, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Tells the operator which server is meant and what its client said; a customer's message would say neither. */
function unusable(server: string, urls: string): (error: unknown) => never {
  const hosts = urls.split(",").map((url) => new URL(url).host);
  return (error) => {
    throw new Error(`can't use ${server} at ${hosts.join(", ")}: ${innermostMessage(error)}`, { cause: error });
  };
}

function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error.cause === undefined ? "" : innermostMessage(error.cause);
  return inner === "" ? error.message : inner;
}
