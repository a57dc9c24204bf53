import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { EventInbox, EventParseError } from "@reelbus/consumer";
import { Client } from "basic-ftp";
import { endNaming, required } from "./settings.ts";
import { openStore } from "./store.ts";

const { FTP_HOST: host = "localhost", FTP_PORT = "21", FTP_FOLDER = "/events" } = process.env;
const { DATABASE = "events.db" } = process.env;
const { FTP_USER: user, FTP_PASSWORD: password } = required({
  FTP_USER: ["the name of a user that may read and remove files", /./u],
  FTP_PASSWORD: ["the user's password", /./u],
});

// It takes one file at a time, so what comes too early waits for nothing here: it is tried at the next look.
const inbox = new EventInbox(openStore(DATABASE), { holdMs: 0 });
const client = new Client(); // when its session is lost, this program ends
const failed = endNaming("FTP_HOST", "FTP_PORT", "FTP_USER", "FTP_PASSWORD");
await client.access({ host, port: Number(FTP_PORT), user, password, secure: true }).catch(failed);

while (!client.closed) {
  const jobs = (await client.list(FTP_FOLDER).catch(endNaming("FTP_HOST", "FTP_FOLDER"))).filter(
    ({ isDirectory }) => isDirectory,
  );
  for (const { name } of jobs) await takeAll(name).catch(console.error); // tried at the next look
  await setTimeout(1_000);
}

/** The names begin with the Sequence. A file that is still being written has another ending. */
async function takeAll(jobId: string): Promise<void> {
  const folder = `${FTP_FOLDER}/${jobId}`;
  const names = (await client.list(folder)).map(({ name }) => name).filter((name) => name.endsWith(".json"));
  for (const name of names.sort()) {
    try {
      await inbox.take(await download(`${folder}/${name}`));
      await client.remove(`${folder}/${name}`);
    } catch (error) {
      if (!(error instanceof EventParseError)) throw error;
      console.error(`${folder}/${name}`, error); // it never becomes an event: look at it, and remove it
      await client.rename(`${folder}/${name}`, `${FTP_FOLDER}/${jobId}-${name}.refused`);
    }
  }
  if (names.some((name) => /-(?:JobSuccess|FinalError|PublisherTest)\.json$/u.test(name)))
    await client.removeEmptyDir(folder);
}

async function download(path: string): Promise<Buffer> {
  const content = new PassThrough();
  const [downloaded] = await Promise.all([buffer(content), client.downloadTo(content, path)]);
  return downloaded;
}
