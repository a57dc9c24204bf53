import { connectBus, startEmbeddedNats, type Bus } from "@reelbus/bus";
import type { ReelbusError } from "@reelbus/contracts";
import { cantUse, serviceConfig, type Logger } from "@reelbus/kit";
import { openStore, startEmbeddedPostgres, type Store } from "@reelbus/store";
import { join } from "node:path";

/** What the services stand on. Disposing closes the connections, then ends the servers that were started. */
export interface Backends extends AsyncDisposable {
  readonly store: Store;
  readonly bus: Bus;
  /** Resolves, and is logged, when a server that was started here ends by itself; otherwise never. */
  readonly lost: Promise<ReelbusError>;
}

interface OwnServer {
  readonly url: string;
  readonly unexpectedEnd: Promise<ReelbusError>;
  stop(): Promise<void>;
}

/** The servers that the environment names, if any. */
interface GivenServers {
  readonly natsUrl: string | undefined;
  readonly databaseUrl: string | undefined;
}

/**
 * Connects to the bus and the database that are given, or starts servers of its own.
 *
 * @param dataDir an existing folder
 */
export async function openBackends(dataDir: string, given: GivenServers, logger: Logger): Promise<Backends> {
  await using stack = new AsyncDisposableStack();
  const ends: Promise<ReelbusError>[] = [];
  const own = async (starting: Promise<OwnServer>) => {
    const server = await starting;
    stack.defer(() => server.stop());
    ends.push(server.unexpectedEnd);
    return server.url;
  };
  const databaseUrl =
    given.databaseUrl ?? (await own(startEmbeddedPostgres({ dataDir: join(dataDir, "postgres"), logger })));
  const natsUrl = given.natsUrl ?? (await own(startEmbeddedNats({ dataDir: join(dataDir, "nats") })));
  const lost = Promise.race(ends);
  void lost.then((error) => logger.error({ error }, "the system can't go on without a server of its own"));

  // A server of our own stands on the data folder alone.
  const databaseSetting = given.databaseUrl === undefined ? "--data" : serviceConfig.databaseUrl.name;
  const natsSetting = given.natsUrl === undefined ? "--data" : serviceConfig.natsUrl.name;
  const cantUseDatabase = cantUse("the database", [databaseUrl], databaseSetting);
  const store = await openStore({ databaseUrl, logger }).catch(cantUseDatabase);
  stack.defer(() => store.close());
  await store.migrate().catch(cantUseDatabase);
  const bus = await connectBus({ url: natsUrl, name: "reelbus", logger }).catch(
    cantUse("NATS", natsUrl.split(","), natsSetting),
  );
  stack.defer(() => bus.close());
  await bus.ensureStreams().catch(cantUse("JetStream of NATS", natsUrl.split(","), natsSetting));

  const owned = stack.move();
  return { store, bus, lost, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
