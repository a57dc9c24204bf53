import { ftpsSettings, trustAlso } from "@reelbus/publishers/testing";
import { startVsftpd, type FtpServer } from "@reelbus/testing";
import { Client } from "basic-ftp";
import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { BareClient, Rival } from "./rival.ts";

/** @throws Error where `whyNoVsftpd` has a reason */
export async function startFtpsRival(): Promise<Rival> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startVsftpd({ tls: "explicit" }));
  stack.use(trustAlso(server.certificate));
  const owned = stack.move();
  return {
    name: "Ftps",
    use: "basic-ftp: one session, each file uploaded under a hidden name and renamed",
    makeDestination: () => {
      const folder = `drop/${randomUUID()}`;
      const path = join(server.root, folder);
      return Promise.resolve({
        settings: ftpsSettings(server, "ftpes", folder),
        connectBare: () => connectBare(server, folder),
        count: async () => (await readdir(path, { recursive: true })).filter((name) => name.endsWith(".json")).length,
        [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
      });
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function connectBare({ port, user, password }: FtpServer, folder: string): Promise<BareClient> {
  const client = new Client();
  await client.access({ host: "127.0.0.1", port, user, password, secure: true });
  await client.ensureDir(folder);
  return {
    publish: async (histories) => {
      for (const events of histories) {
        const jobId = events[0]?.JobId ?? "";
        await client.send(`MKD ${jobId}`);
        for (const event of events) {
          const name = `${String(event.Sequence).padStart(6, "0")}-${event.EventType}.json`;
          const hidden = `${jobId}/.${name}`;
          await client.uploadFrom(Readable.from([Buffer.from(JSON.stringify(event))]), hidden);
          await client.rename(hidden, `${jobId}/${name}`);
        }
      }
    },
    [Symbol.asyncDispose]: () => {
      client.close();
      return Promise.resolve();
    },
  };
}
