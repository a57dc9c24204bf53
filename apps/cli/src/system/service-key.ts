import { generateKey } from "@reelbus/secrets";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The key that seals secrets, kept in the data folder, readable by its owner alone; made at the first start.
 *
 * Losing it makes the secrets of unfinished jobs and undelivered events unreadable.
 */
export async function readServiceKey(dataDir: string): Promise<string> {
  const path = join(dataDir, "secret.key");
  const existing = await readFile(path, "utf8").catch(() => null);
  if (existing !== null) return existing.trim();
  await mkdir(dataDir, { recursive: true });
  const temporary = `${path}.${String(process.pid)}`;
  await writeFile(temporary, `${generateKey()}\n`, { mode: 0o600 });
  // A link fails where a file exists: of two first starts, one key wins and both read it.
  await link(temporary, path).catch(() => undefined);
  await rm(temporary);
  return (await readFile(path, "utf8")).trim();
}
