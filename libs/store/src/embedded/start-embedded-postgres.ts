import { resolve } from "node:path";
import { readLogTail } from "@reelbus/child-guard";
import { ReelbusError } from "@reelbus/contracts";
import type { StoreLogger } from "../store.ts";
import { findBinaries } from "./binaries.ts";
import { ended } from "./child-process.ts";
import { prepareCluster } from "./cluster.ts";
import { startServer, stopServer } from "./server.ts";
import { unprivilegedIdentity } from "./unprivileged.ts";

export interface EmbeddedPostgresOptions {
  /** Made when it is missing. Started as root, it is given to PostgreSQL's user. */
  readonly dataDir: string;
  /** @default nothing is logged */
  readonly logger?: StoreLogger;
}

export interface EmbeddedPostgres {
  /** Of the database `reelbus`, with its password. It listens on 127.0.0.1 alone, on another port at each start. */
  readonly url: string;
  /** Resolves when the server ends though nobody stopped it, to an error that says so; otherwise never. */
  readonly unexpectedEnd: Promise<ReelbusError>;
  /** Ends sessions and server; what was committed is safe. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL as a child process, with its cluster in `dataDir` (made in about a second, the first time). The
 * server ends with this process, on Linux also when that is killed. What was committed survives every end of either.
 *
 * @throws ReelbusError when the programs are missing, or the server does not start, for example because another one
 *   serves the same folder
 */
export async function startEmbeddedPostgres({ dataDir, logger }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const identity = await unprivilegedIdentity();
  const binaries = await findBinaries(identity !== null, logger);
  const cluster = await prepareCluster(resolve(dataDir), binaries, identity, logger);
  const { child, url } = await startServer(cluster, binaries, identity);
  let stopping: Promise<void> | null = null;
  const unexpectedEnd = new Promise<ReelbusError>((resolveWith) => {
    void ended(child).then(async (exitCode) => {
      if (stopping !== null) return;
      const how = child.signalCode ?? `exit code ${String(exitCode)}`;
      const message = `The embedded PostgreSQL ended by itself (${how}); its log is postgres.log beside its cluster.`;
      resolveWith(new ReelbusError("internal", message, { cause: new Error(await readLogTail(cluster.logFile)) }));
    });
  });
  return { url, unexpectedEnd, stop: () => (stopping ??= stopServer(child)) };
}
