import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Identity } from "@reelbus/child-guard";
import { ReelbusError } from "@reelbus/contracts";
import type { StoreLogger } from "../store.ts";
import { isOpenToAll, setOwner } from "./unprivileged.ts";

const SHARED_STATE = "/var/lib/reelbus/postgres";
/** In the data folder: the place of its cluster, if that is elsewhere. */
const PLACE_FILE = "cluster-place";
const PLACE = /^\/var\/lib\/reelbus\/postgres\/[0-9a-f]{16}$/u;

/**
 * The folder that holds the cluster: the data folder, or, where PostgreSQL's user can't get to that, a new one in
 * /var/lib, which the data folder then names. One that no data folder names is never used again.
 *
 * @throws ReelbusError when the cluster that belongs to the data folder can't be reached
 */
export async function clusterHome(
  dataDir: string,
  identity: Identity | null,
  logger: StoreLogger | undefined,
): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const placeFile = join(dataDir, PLACE_FILE);
  const place = await readFile(placeFile, "utf8").catch(() => null);
  if (place !== null) return await existingPlace(place.trim(), placeFile);
  if (identity === null || (await isOpenToAll(dirname(dataDir)))) {
    await setOwner(dataDir, identity);
    return dataDir;
  }
  if (await exists(join(dataDir, "cluster")))
    throw new ReelbusError(
      "internal",
      `PostgreSQL's user can't get to the database in ${dataDir}: let other users pass through the folders above it.`,
    );
  return await makePlace(dataDir, placeFile, identity, logger);
}

async function existingPlace(place: string, placeFile: string): Promise<string> {
  if (PLACE.test(place) && (await exists(place))) return place;
  throw new ReelbusError(
    "internal",
    `The database that ${placeFile} names is not there. Bring it back, or remove that file to begin with an empty one.`,
  );
}

async function makePlace(
  dataDir: string,
  placeFile: string,
  identity: Identity,
  logger: StoreLogger | undefined,
): Promise<string> {
  const home = join(SHARED_STATE, randomBytes(8).toString("hex"));
  await mkdir(home, { recursive: true });
  for (const folder of [dirname(SHARED_STATE), SHARED_STATE]) await chmod(folder, 0o755);
  await setOwner(home, identity);
  await writeFile(`${placeFile}.partial`, `${home}\n`);
  await rename(`${placeFile}.partial`, placeFile);
  logger?.warn({ dataDir, home }, "PostgreSQL's user may not enter the data folder: the database lies elsewhere");
  return home;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
