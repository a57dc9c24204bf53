import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { FTPError, type Client } from "basic-ftp";
import { isTemporaryName, temporaryName } from "../event-file.ts";
import { refusalOf } from "./refusal.ts";

/** A session whose working directory is the publisher's folder. */
export interface FtpSession {
  readonly client: Client;
  /** Makes the publisher's folder the working directory once more: who reads there may have removed it. */
  enterFolder(): Promise<void>;
}

/**
 * Puts a file into a folder of the working directory whole or not at all: it is written under a hidden name that nobody
 * else uses, then renamed. The folder is made when the server refuses a file in it. A connection that is lost can leave
 * the hidden file behind, for `removeLeftovers`.
 * @throws FTPError when the server refuses
 */
export async function writeWholeFile(
  session: FtpSession,
  folder: string,
  name: string,
  content: Buffer,
): Promise<void> {
  const { client } = session;
  const temporary = `${folder}/${temporaryName(name)}`;
  try {
    await upload(session, folder, temporary, content);
    await rename(client, temporary, `${folder}/${name}`, content.length);
  } catch (error) {
    if (error instanceof FTPError) await client.remove(temporary, true);
    throw error;
  }
}

/** Removes the hidden files that lost connections left in a folder; a server that forbids that keeps them. */
export async function removeLeftovers({ client }: FtpSession, folder: string): Promise<void> {
  for (const name of await namesIn(client, folder))
    if (isTemporaryName(name)) await client.remove(`${folder}/${name}`, true);
}

/**
 * Makes a hidden folder with a file in it, and removes both, as far as the server lets us.
 * @throws FTPError when it does not take what events need
 */
export async function tryToWrite(session: FtpSession): Promise<void> {
  const { client } = session;
  const folder = `.reelbus-check-${randomBytes(6).toString("hex")}`;
  try {
    await writeWholeFile(session, folder, "check", Buffer.from("check"));
  } finally {
    if (!client.closed) {
      await client.remove(`${folder}/check`, true);
      await client.sendIgnoringError(`RMD ${folder}`);
    }
  }
}

/** Only the first event of a job finds no folder, so nobody asks for it beforehand. */
async function upload(session: FtpSession, folder: string, path: string, content: Buffer): Promise<void> {
  const put = (): Promise<unknown> => session.client.uploadFrom(Readable.from([content]), path);
  const refusal = await refusalOf(put());
  if (refusal === null) return;
  if (!(await makeFolder(session, folder))) throw refusal;
  await put();
}

async function makeFolder(session: FtpSession, folder: string): Promise<boolean> {
  const make = (): Promise<unknown> => session.client.send(`MKD ${folder}`);
  if ((await refusalOf(make())) === null) return true;
  await session.enterFolder();
  return (await refusalOf(make())) === null;
}

/** Some servers never replace a file. What stands there with this size is the same event, which came whole before. */
async function rename(client: Client, from: string, to: string, sizeBytes: number): Promise<void> {
  const refusal = await refusalOf(client.rename(from, to));
  if (refusal === null) return;
  if ((await sizeOf(client, to)) !== sizeBytes) throw refusal;
  await client.remove(from, true);
}

/** Null when the server tells none. */
async function sizeOf(client: Client, path: string): Promise<number | null> {
  let sizeBytes: number | null = null;
  await refusalOf(client.size(path).then((size) => (sizeBytes = size)));
  return sizeBytes;
}

async function namesIn(client: Client, folder: string): Promise<string[]> {
  let names: string[] = [];
  await refusalOf(client.list(folder).then((files) => (names = files.map(({ name }) => name))));
  return names;
}
