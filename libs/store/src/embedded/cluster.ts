import { randomBytes } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readLogTail, type Identity } from "@reelbus/child-guard";
import { ReelbusError } from "@reelbus/contracts";
import type { StoreLogger } from "../store.ts";
import type { Binaries } from "./binaries.ts";
import { ended, startChild } from "./child-process.ts";
import { clusterHome } from "./cluster-home.ts";
import { setOwner } from "./unprivileged.ts";

/** The name of the superuser, and of the database. */
export const USER = "reelbus";

/** A database cluster on disk, ready to be served. */
export interface Cluster {
  /** PostgreSQL's own data folder. */
  readonly dataFolder: string;
  readonly password: string;
  /** Gets what the server prints. */
  readonly logFile: string;
}

/** Finds the cluster of a data folder, or makes it. One that was made in part is made again. */
export async function prepareCluster(
  dataDir: string,
  binaries: Binaries,
  identity: Identity | null,
  logger: StoreLogger | undefined,
): Promise<Cluster> {
  const home = await clusterHome(dataDir, identity, logger);
  const dataFolder = join(home, "cluster");
  const passwordFile = join(home, "password");
  const logFile = join(home, "postgres.log");
  const version = await readFile(join(dataFolder, "PG_VERSION"), "utf8").catch(() => null);
  if (version === null) await initialise({ home, dataFolder, passwordFile, logFile, binaries, identity });
  else if (version.trim() !== binaries.majorVersion)
    throw new ReelbusError(
      "internal",
      `The database was made by PostgreSQL ${version.trim()}, this is ${binaries.majorVersion}: dump and restore it.`,
    );
  return { dataFolder, password: await readFile(passwordFile, "utf8"), logFile };
}

interface NewCluster {
  readonly home: string;
  readonly dataFolder: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly binaries: Binaries;
  readonly identity: Identity | null;
}

async function initialise({ home, dataFolder, passwordFile, logFile, binaries, identity }: NewCluster): Promise<void> {
  if (await stat(dataFolder).catch(() => null))
    throw new ReelbusError("internal", `${dataFolder} exists but is no database cluster.`);
  const partial = join(home, "cluster.partial");
  await rm(partial, { recursive: true, force: true });
  await writeFile(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  await setOwner(passwordFile, identity);
  const settings = ["-U", USER, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-instructions"];
  const child = await startChild({
    program: binaries.initdb,
    args: ["-D", partial, `--pwfile=${passwordFile}`, ...settings],
    identity,
    deathSignal: "KILL",
    logFile,
  });
  if ((await ended(child)) !== 0)
    throw new ReelbusError("internal", "The database cluster could not be made.", {
      cause: new Error(await readLogTail(logFile)),
    });
  await rename(partial, dataFolder);
}
