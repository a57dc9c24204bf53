import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { EventInbox } from "@reelbus/consumer";
import { Client } from "basic-ftp";
import { openStore } from "./store.ts";

const { FTP_HOST: host = "localhost", FTP_PORT = "21", FTP_FOLDER = "/events" } = process.env;
const { FTP_USER: user = "", FTP_PASSWORD: password = "", DATABASE = "events.db" } = process.env;

const inbox = new EventInbox(openStore(DATABASE));
const client = new Client(); // when its session is lost, this program ends: let a service manager start it again
await client.access({ host, port: Number(FTP_PORT), user, password, secure: true });

while (!client.closed) {
  const jobs = (await client.list(FTP_FOLDER)).filter(({ isDirectory }) => isDirectory);
  for (const { name } of jobs) await takeAll(`${FTP_FOLDER}/${name}`).catch(console.error); // tried at the next look
  await setTimeout(1_000);
}

/** The names begin with the Sequence. A file that is still being written has another ending. */
async function takeAll(folder: string): Promise<void> {
  const names = (await client.list(folder)).map(({ name }) => name).filter((name) => name.endsWith(".json"));
  for (const name of names.sort()) {
    await inbox.take(await download(`${folder}/${name}`));
    await client.remove(`${folder}/${name}`);
  }
}

async function download(path: string): Promise<Buffer> {
  const content = new PassThrough();
  const [downloaded] = await Promise.all([buffer(content), client.downloadTo(content, path)]);
  return downloaded;
}
