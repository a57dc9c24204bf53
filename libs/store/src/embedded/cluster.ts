import { createHash, randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Identity } from "@reelbus/child-guard";
import { ReelbusError } from "@reelbus/contracts";
import type { StoreLogger } from "../store.ts";
import type { Binaries } from "./binaries.ts";
import { ended, startChild } from "./child-process.ts";
import { isOpenToAll } from "./unprivileged.ts";

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

const SHARED_STATE = "/var/lib/reelbus/postgres";

/** Finds the cluster of a data folder, or makes it. One that was made in part is made again. */
export async function prepareCluster(
  dataDir: string,
  binaries: Binaries,
  identity: Identity | null,
  logger: StoreLogger | undefined,
): Promise<Cluster> {
  const home = await homeOf(dataDir, identity, logger);
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

/** Where the cluster lies: the given folder, or, where PostgreSQL's user can't get to that, one in /var/lib. */
async function homeOf(dataDir: string, identity: Identity | null, logger: StoreLogger | undefined): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  if (identity === null || (await isOpenToAll(dirname(dataDir)))) {
    await setOwner(dataDir, identity);
    return dataDir;
  }
  const home = join(SHARED_STATE, createHash("sha256").update(dataDir).digest("hex").slice(0, 16));
  await mkdir(home, { recursive: true });
  for (const folder of [dirname(SHARED_STATE), SHARED_STATE]) await chmod(folder, 0o755);
  await setOwner(home, identity);
  logger?.warn({ dataDir, home }, "PostgreSQL's user may not enter the data folder: the database lies elsewhere");
  return home;
}

async function setOwner(path: string, identity: Identity | null): Promise<void> {
  if (identity !== null) await chown(path, identity.uid, identity.gid);
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
      cause: new Error(await readFile(logFile, "utf8").catch(() => "initdb did not start")),
    });
  await rename(partial, dataFolder);
}
