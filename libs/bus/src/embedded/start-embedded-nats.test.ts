import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { ReelbusError } from "@reelbus/contracts";
import { isLiving, makeTempFolder, waitFor, withLeakCheck } from "@reelbus/testing";
import { startEmbeddedNats, startNatsProgram } from "./start-embedded-nats.ts";

/** Ends with its test, however that ends. */
async function startIn(dataDir: string) {
  const server = await startEmbeddedNats({ dataDir });
  return { ...server, [Symbol.asyncDispose]: () => server.stop() };
}

/** The password is taken out of the URL, as the client wants it. */
function connectTo(url: string, password = new URL(url).password): Promise<NatsConnection> {
  return connect({ servers: new URL(url).host, user: new URL(url).username, pass: password, reconnect: false });
}

async function withConnection<T>(url: string, use: (connection: NatsConnection) => Promise<T>): Promise<T> {
  const connection = await connectTo(url);
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

/** The process id that the server itself wrote. */
async function serverPid(dataDir: string): Promise<number> {
  const names = (await readdir(dataDir)).join(" ");
  return Number(/nats-server_(\d+)\.ports/u.exec(names)?.[1]);
}

/** A `startEmbeddedNats` in a process of its own. */
async function startInAnotherProcess(dataDir: string) {
  const script = `
    const { startEmbeddedNats } = await import(${JSON.stringify(import.meta.resolve("./start-embedded-nats.ts"))});
    await startEmbeddedNats({ dataDir: ${JSON.stringify(dataDir)} });
    console.log("ready");`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(parent.stdout, "data");
  return { parent, pid: await serverPid(dataDir) };
}

test(
  "asks for the password, and keeps its streams over a restart",
  withLeakCheck(async () => {
    await using folder = await makeTempFolder("nats");
    await using first = await startIn(folder.path);
    await assert.rejects(connectTo(first.url, "guess"), /authorization/iu);
    await withConnection(first.url, async (connection) => {
      const { streams } = await jetstreamManager(connection);
      await streams.add({ name: "FILMS", subjects: ["films"] });
    });
    await Promise.all([first.stop(), first.stop()]);

    await using second = await startIn(folder.path);
    assert.notEqual(second.url, first.url);
    const name = await withConnection(second.url, async (connection) => {
      const { streams } = await jetstreamManager(connection);
      return (await streams.info("FILMS")).config.name;
    });
    assert.equal(name, "FILMS");
  }),
);

test("an end that nobody asked for is told, with what the server last said; one that was asked for is not", async () => {
  await using folder = await makeTempFolder("nats");
  await using stopped = await startIn(folder.path);
  await stopped.stop();

  await using killed = await startIn(folder.path);
  process.kill(await serverPid(folder.path), "SIGKILL");
  const error = await killed.unexpectedEnd;
  assert.match(error.message, /^The embedded nats-server ended by itself \(SIGKILL\)/u);
  assert.match(String(error.cause), /Server is ready/u);
  await killed.stop();
  // The one that was stopped ended long before.
  assert.equal(await Promise.race([stopped.unexpectedEnd, Promise.resolve("untold")]), "untold");
});

test("a server that ends at once is told with its log, and not blamed on its installation", async () => {
  await using folder = await makeTempFolder("nats");
  // A file where JetStream wants a folder.
  await writeFile(join(folder.path, "jetstream"), "");
  await assert.rejects(startEmbeddedNats({ dataDir: folder.path }), (error: unknown) => {
    assert.ok(error instanceof ReelbusError);
    assert.equal(error.reason, "internal");
    assert.match(error.message, /ended before it was ready \(exit code 1\)/u);
    assert.match(String(error.cause), /jetstream/iu);
    return true;
  });
  assert.match(await readFile(join(folder.path, "nats.log"), "utf8"), /jetstream/iu);
});

test("a missing program is named, with what to do", async () => {
  await using folder = await makeTempFolder("nats");
  await assert.rejects(startNatsProgram("no-such-nats-server", folder.path), {
    reason: "program-missing",
    message: /^no-such-nats-server is not installed .*NATS_URL/u,
  });
});

test("a second server on the same folder is refused, and the first one lives on", async () => {
  await using folder = await makeTempFolder("nats");
  await using first = await startIn(folder.path);
  const pid = await serverPid(folder.path);
  await assert.rejects(startEmbeddedNats({ dataDir: folder.path }), {
    reason: "internal",
    message: new RegExp(`^Another nats-server \\(process ${pid}\\) serves`, "u"),
  });
  await withConnection(first.url, (connection) => connection.flush());
});

test(
  "it ends with its parent, killed by -9, and the next start does not mind what is left",
  { skip: process.platform === "linux" ? false : "no other system offers this" },
  async () => {
    await using folder = await makeTempFolder("nats");
    const { parent, pid } = await startInAnotherProcess(folder.path);
    parent.kill("SIGKILL");
    await using next = await startIn(folder.path);
    await waitFor(() => !isLiving(pid), { what: "the end of the server" });
    await next.stop();
  },
);
