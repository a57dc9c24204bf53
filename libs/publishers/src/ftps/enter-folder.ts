import type { Client } from "basic-ftp";
import type { FtpsErrors } from "./errors.ts";
import { refusalOf } from "./refusal.ts";

const READY_TO_RENAME = 350;

/**
 * Makes a folder the working directory, and makes it where it is missing.
 * @param folder empty for the one that the login starts in
 * @throws ReelbusError, FTPError
 */
export async function enterFolder(client: Client, folder: string, errors: FtpsErrors): Promise<void> {
  if (folder === "" || (await refusalOf(client.cd(folder))) === null) return;
  if (folder.startsWith("/")) await client.cd("/");
  for (const name of folder.split("/").filter((part) => part !== "")) await enterOrMake(client, name, errors);
}

async function enterOrMake(client: Client, name: string, errors: FtpsErrors): Promise<void> {
  if ((await refusalOf(client.cd(name))) === null) return;
  await client.sendIgnoringError(`MKD ${name}`);
  const refusal = await refusalOf(client.cd(name));
  if (refusal !== null)
    throw (await exists(client, name)) ? errors.folderClosed(refusal) : errors.folderMissing(refusal);
}

/** Servers answer "550" to what is missing and to what is forbidden, but they offer to rename only what is there. */
async function exists(client: Client, name: string): Promise<boolean> {
  return (await client.sendIgnoringError(`RNFR ${name}`)).code === READY_TO_RENAME;
}
