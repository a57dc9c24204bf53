import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { isLiving, makeTempFolder, waitFor, withLeakCheck } from "@reelbus/testing";
import { Client } from "pg";
import type { StoreLogger } from "../store.ts";
import { untilUnserved } from "./running-server.ts";
import { startEmbeddedPostgres } from "./start-embedded-postgres.ts";

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Ends with its test, however that ends. */
async function startIn(dataDir: string, logger?: StoreLogger) {
  const server = await startEmbeddedPostgres({ dataDir, ...(logger === undefined ? {} : { logger }) });
  return { ...server, [Symbol.asyncDispose]: () => server.stop() };
}

async function openFolder() {
  const folder = await makeTempFolder("postgres");
  await chmod(folder.path, 0o755);
  return folder;
}

/** The pid that the server itself wrote. */
async function serverPid(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, "cluster", "postmaster.pid"), "utf8")).split("\n")[0]);
}

test(
  "starts in an empty folder, keeps what was committed over a stop, leaves nothing running",
  withLeakCheck(async () => {
    await using folder = await openFolder();
    const dataDir = join(folder.path, "data");
    await using first = await startIn(dataDir);
    await query(first.url, "CREATE TABLE film (title text)");
    await query(first.url, "INSERT INTO film VALUES ('Metropolis')");
    assert.deepEqual(await query(first.url, "SHOW fsync"), [{ fsync: "on" }]);
    await Promise.all([first.stop(), first.stop()]);
    await assert.rejects(query(first.url, "SELECT 1"), { code: "ECONNREFUSED" });
    await using second = await startIn(dataDir);
    assert.deepEqual(await query(second.url, "SELECT title FROM film"), [{ title: "Metropolis" }]);
    await second.stop();
    // By now it would have been told.
    assert.equal(await Promise.race([first.unexpectedEnd, Promise.resolve("untold")]), "untold");
  }),
);

test("only the password of the data folder opens it", async () => {
  await using folder = await openFolder();
  await using server = await startIn(folder.path);
  const wrong = new URL(server.url);
  wrong.password = "guess";
  await assert.rejects(query(wrong.href, "SELECT 1"), { code: "28P01" });
  const { mode } = await stat(join(folder.path, "password"));
  assert.equal(mode & 0o777, 0o600);
  await server.stop();
});

test("after kill -9 it starts again with every commit", async () => {
  await using folder = await openFolder();
  await using first = await startIn(folder.path);
  await query(first.url, "CREATE TABLE film (title text)");
  await query(first.url, "INSERT INTO film VALUES ('Nosferatu')");
  process.kill(await serverPid(folder.path), "SIGKILL");
  const error = await first.unexpectedEnd;
  assert.match(error.message, /^The embedded PostgreSQL ended by itself \(SIGKILL\)/u);
  await using second = await startIn(folder.path);
  assert.deepEqual(await query(second.url, "SELECT title FROM film"), [{ title: "Nosferatu" }]);
  await second.stop();
  await first.stop();
});

test("a second server on the same folder is refused by the first one's process id, and leaves its log", async () => {
  await using folder = await openFolder();
  await using first = await startIn(folder.path);
  await assert.rejects(query(first.url, "SELECT * FROM no_such_table"));
  const pid = await serverPid(folder.path);
  await assert.rejects(startEmbeddedPostgres({ dataDir: folder.path }), {
    reason: "internal",
    message: new RegExp(`^Another PostgreSQL \\(process ${pid}\\) serves`, "u"),
  });
  assert.match(await readFile(join(folder.path, "postgres.log"), "utf8"), /no_such_table/u);
  await query(first.url, "SELECT 1");
  await first.stop();
});

test("the id of a dead server, taken by another process, is no obstacle", async () => {
  await using folder = await openFolder();
  await using first = await startIn(folder.path);
  const pidFile = join(folder.path, "cluster", "postmaster.pid");
  const text = await readFile(pidFile, "utf8");
  await first.stop();
  await writeFile(pidFile, text.replace(/^\d+/u, String(process.pid)));
  await assert.doesNotReject(untilUnserved(join(folder.path, "cluster")));
});

test("a cluster that was made in part is made again; what is no cluster is left alone", async () => {
  await using folder = await openFolder();
  await mkdir(join(folder.path, "cluster.partial"));
  await writeFile(join(folder.path, "cluster.partial", "PG_VERSION"), "18\n");
  await using server = await startIn(folder.path);
  await server.stop();
  await rm(join(folder.path, "cluster"), { recursive: true });
  await mkdir(join(folder.path, "cluster"));
  await assert.rejects(startEmbeddedPostgres({ dataDir: folder.path }), { reason: "internal" });
  await writeFile(join(folder.path, "cluster", "PG_VERSION"), "12\n");
  await assert.rejects(startEmbeddedPostgres({ dataDir: folder.path }), /PostgreSQL 12/u);
});

test(
  "on Linux the server ends with its parent, killed by -9",
  { skip: process.platform === "linux" ? false : "no other system offers this" },
  async () => {
    await using folder = await openFolder();
    const module = fileURLToPath(new URL("start-embedded-postgres.ts", import.meta.url));
    const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
    await startEmbeddedPostgres({ dataDir: ${JSON.stringify(folder.path)} });
    console.log("ready");`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => parent.stdout.once("data", resolve));
    const pid = await serverPid(folder.path);
    parent.kill("SIGKILL");
    await waitFor(() => !isLiving(pid), { what: "the end of the server", timeoutMs: 15_000 });
  },
);

const isRoot = process.getuid?.() === 0;

test(
  "as root, a data folder that PostgreSQL's user can't enter names a place in /var/lib",
  { skip: isRoot ? false : "not root" },
  async () => {
    await using folder = await makeTempFolder("closed");
    await chmod(folder.path, 0o700);
    const dataDir = join(folder.path, "data");
    const homes: string[] = [];
    const said = (fields: object) => homes.push((fields as { home: string }).home);
    const logger: StoreLogger = { info: () => undefined, warn: said };
    const start = () => startIn(dataDir, logger);
    try {
      await using first = await start();
      await query(first.url, "CREATE TABLE film (title text)");
      await first.stop();
      const [home] = homes;
      assert.match(home ?? "", /^\/var\/lib\/reelbus\/postgres\/[0-9a-f]{16}$/u);
      assert.equal(await readFile(join(dataDir, "cluster-place"), "utf8"), `${home ?? ""}\n`);

      await using again = await start();
      assert.deepEqual(await query(again.url, "SELECT * FROM film"), []);
      await again.stop();

      // What replaces a data folder that was deleted has a database of its own.
      await rm(dataDir, { recursive: true });
      await using fresh = await start();
      await assert.rejects(query(fresh.url, "SELECT * FROM film"), { code: "42P01" });
      await fresh.stop();
      assert.equal(homes.length, 2);

      await rm(homes[1] ?? "", { recursive: true });
      await assert.rejects(start(), /The database that .*cluster-place names is not there/u);

      await rm(join(dataDir, "cluster-place"));
      await mkdir(join(dataDir, "cluster"));
      await assert.rejects(start(), /PostgreSQL's user can't get to the database/u);
    } finally {
      for (const home of homes) await rm(home, { recursive: true, force: true });
    }
  },
);
