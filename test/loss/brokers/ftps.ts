import { ftpsSettings } from "@reelbus/publishers/testing";
import { makeTempFolder, startVsftpd } from "@reelbus/testing";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Broker } from "../broker.ts";

const LOOK_EVERY_MS = 10;

/** A vsftpd with explicit TLS; its reader works on the server itself, as drop folders are read, and deletes what it took. */
export async function startFtpsBroker(): Promise<Broker> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startVsftpd({ tls: "explicit" }));
  const folder = stack.use(await makeTempFolder("loss-ftps"));
  const certificate = join(folder.path, "certificate.pem");
  await writeFile(certificate, server.certificate);
  const owned = stack.move();
  return {
    server,
    publisher: ftpsSettings(server, "ftpes", "drop"),
    environment: { NODE_EXTRA_CA_CERTS: certificate },
    read: async (store, signal) => {
      const drop = join(server.root, "drop");
      while (!signal.aborted) {
        for (const path of await wholeFrontsIn(drop)) {
          store(JSON.parse(await readFile(join(drop, path), "utf8")));
          await rm(join(drop, path));
        }
        await sleep(LOOK_EVERY_MS);
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/**
 * The events' files, each job's in order without a gap. A folder that is listed while files come may show the later one
 * of two and not the earlier: what a second listing shows up to the last one of the first is complete.
 */
async function wholeFrontsIn(drop: string): Promise<string[]> {
  const lastOf = new Map<string, string>();
  for (const [job, file] of await filesIn(drop)) if (file > (lastOf.get(job) ?? "")) lastOf.set(job, file);
  if (lastOf.size === 0) return [];
  const files = await filesIn(drop);
  return files
    .filter(([job, file]) => file <= (lastOf.get(job) ?? ""))
    .map(([job, file]) => join(job, file))
    .toSorted();
}

async function filesIn(drop: string): Promise<(readonly [job: string, file: string])[]> {
  const entries = await readdir(drop, { recursive: true });
  return entries.flatMap((path) => {
    const [job = "", file = ""] = path.split("/");
    return file.endsWith(".json") ? [[job, file] as const] : [];
  });
}
