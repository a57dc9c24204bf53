import assert from "node:assert/strict";
import { Writable } from "node:stream";
import type { FtpServer } from "@reelbus/testing";
import { Client, FTPError, type FileInfo } from "basic-ftp";

/** A customer who fetches events over a session of his own. */
export interface FtpReader extends AsyncDisposable {
  /**
   * Lists a folder, fetches each `.json` file that was not there before, and gives the parsed bodies of all, in the order
   * of the names; nothing while there is no folder.
   * @throws when a file is not listed with its whole size each time, or its body can't be parsed
   */
  look(folder: string): Promise<unknown[]>;
}

/** Opens a session with explicit TLS. */
export async function openFtpReader({ port, user, password, certificate }: FtpServer): Promise<FtpReader> {
  const client = new Client();
  const secureOptions = { host: "127.0.0.1", ca: certificate };
  await client.access({ host: "127.0.0.1", port, user, password, secure: true, secureOptions });
  const fetched = new Map<string, Buffer>();
  return {
    look: async (folder) => {
      const files = (await filesIn(client, folder)).filter(({ name }) => name.endsWith(".json"));
      for (const { name, size } of files.toSorted((one, other) => one.name.localeCompare(other.name))) {
        const content = fetched.get(name) ?? (await fetchFile(client, `${folder}/${name}`));
        fetched.set(name, content);
        assert.equal(size, content.length, `half of ${name} is there`);
      }
      return [...fetched.values()].map((content) => JSON.parse(content.toString()) as unknown);
    },
    [Symbol.asyncDispose]: () => {
      client.close();
      return Promise.resolve();
    },
  };
}

async function filesIn(client: Client, folder: string): Promise<FileInfo[]> {
  try {
    return await client.list(folder);
  } catch (error) {
    if (error instanceof FTPError) return [];
    throw error;
  }
}

async function fetchFile(client: Client, path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  await client.downloadTo(sink, path);
  return Buffer.concat(chunks);
}
