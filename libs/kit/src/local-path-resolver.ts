import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { LOCAL_PATH_NOT_ALLOWED, ReelbusError } from "@reelbus/contracts";

/**
 * The absolute real path of a customer's absolute path or `file:` URL.
 * @throws ReelbusError `location-not-allowed` outside the allowed roots; `access-denied` where we may not look.
 */
export type LocalPathResolver = (uriPath: string | URL) => Promise<string>;

/**
 * A resolver for locations below the roots, and for the roots themselves. Symbolic links are followed before the
 * check. What does not exist yet resolves by its nearest existing parent, so that a target folder may be new.
 */
export function createLocalPathResolver(allowedRoots: readonly string[]): LocalPathResolver {
  return async (uriPath) => {
    const wanted = toPath(uriPath);
    if (wanted === null) throw notAbsolute(uriPath);
    const path = await realPathOf(wanted, uriPath);
    // One at a time, and first those that the path is likely to lie below: another one may be a drive that hangs.
    const likely = allowedRoots.filter((root) => isBelow(wanted, root));
    for (const root of new Set([...likely, ...allowedRoots])) {
      const existing = await existingRoot(root);
      if (existing !== null && isBelow(path, existing)) return path;
    }
    throw notAllowed(uriPath);
  };
}

function toPath(uriPath: string | URL): string | null {
  try {
    const text = String(uriPath);
    const path = /^file:/iu.test(text) ? fileURLToPath(text) : text;
    return isAbsolute(path) && !path.includes("\0") ? resolve(path) : null;
  } catch {
    return null;
  }
}

/** The parts that exist with every link followed, and the rest behind them. */
async function realPathOf(path: string, uriPath: string | URL): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EACCES") throw denied(uriPath);
    if (code !== "ENOENT" && code !== "ENOTDIR") throw notAllowed(uriPath);
    const found = await lstat(path).catch(() => null);
    // A link to nowhere would take a later write with it.
    if (found?.isSymbolicLink() === true) throw notAllowed(uriPath);
    // It was made in the meantime: look again, from where it exists.
    if (found !== null && code === "ENOENT") return await realpath(path);
    return join(await realPathOf(dirname(path), uriPath), basename(path));
  }
}

async function existingRoot(root: string): Promise<string | null> {
  return realpath(root).catch(() => null);
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function notAllowed(uriPath: string | URL): ReelbusError {
  return new ReelbusError("location-not-allowed", `${String(uriPath)} ${LOCAL_PATH_NOT_ALLOWED}`);
}

function notAbsolute(uriPath: string | URL): ReelbusError {
  return new ReelbusError(
    "location-not-allowed",
    `${String(uriPath)} is not an absolute path or its file: URL. Write the whole path, from / on.`,
  );
}

function denied(uriPath: string | URL): ReelbusError {
  return new ReelbusError(
    "access-denied",
    `The service has no permission to look into ${String(uriPath)}. Give it to Reelbus's user.`,
  );
}
