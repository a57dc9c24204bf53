import { chown, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Identity } from "@reelbus/child-guard";
import { ReelbusError } from "@reelbus/contracts";

const NOBODY: Identity = { uid: 65_534, gid: 65_534 };

/** PostgreSQL refuses to run as root: then it runs as `postgres`, else as `nobody`. Null: as whoever we are. */
export async function unprivilegedIdentity(): Promise<Identity | null> {
  if (process.getuid?.() !== 0) return null;
  if (process.platform !== "linux")
    throw new ReelbusError("internal", "PostgreSQL does not run as root; start Reelbus as another user.");
  const users = await readFile("/etc/passwd", "utf8").catch(() => "");
  const [, , uid, gid] =
    users
      .split("\n")
      .find((line) => line.startsWith("postgres:"))
      ?.split(":") ?? [];
  return uid === undefined || gid === undefined ? NOBODY : { uid: Number(uid), gid: Number(gid) };
}

/** Whether every user may reach what lies in an existing folder: it and all above it may be traversed. */
export async function isOpenToAll(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  if ((mode & 0o001) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || isOpenToAll(parent);
}

/** Gives a file or folder to whom PostgreSQL runs as. */
export async function setOwner(path: string, identity: Identity | null): Promise<void> {
  if (identity !== null) await chown(path, identity.uid, identity.gid);
}
