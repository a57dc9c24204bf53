import { generateKey } from "@reelbus/secrets";
import { randomUUID } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unlessCode } from "./unless-code.ts";

/**
 * The key that seals secrets, kept in the data folder, readable by its owner alone; made at the first start.
 *
 * Losing it makes the secrets of unfinished jobs and undelivered events unreadable.
 *
 * @param dataDir an existing folder
 */
export async function readServiceKey(dataDir: string): Promise<string> {
  const path = join(dataDir, "secret.key");
  const existing = await readFile(path, "utf8").catch(unlessCode("ENOENT"));
  if (existing !== null) return existing.trim();
  // Two first starts may share a process id: those of two containers.
  const temporary = `${path}.${randomUUID()}`;
  try {
    await writeFile(temporary, `${generateKey()}\n`, { mode: 0o600 });
    // A link fails where a file exists: of two first starts, one key wins and both read it.
    await link(temporary, path).catch(unlessCode("EEXIST"));
  } finally {
    await rm(temporary, { force: true });
  }
  return (await readFile(path, "utf8")).trim();
}
