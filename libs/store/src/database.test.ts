import assert from "node:assert/strict";
import { test } from "node:test";
import { createDatabase, waitFor } from "@reelbus/testing";
import { openDatabase } from "./database.ts";

test("a lent connection that breaks fails what uses it, and nothing else", async () => {
  await using database = await createDatabase();
  const said: string[] = [];
  const logger = { info: () => undefined, warn: (_: object, message: string) => said.push(message) };
  const opened = openDatabase({ databaseUrl: database.url, logger });
  try {
    const broken = opened.withClient(async (client) => {
      const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      const ended = new Promise((resolve) => client.once("end", resolve));
      await opened.runUnnamed("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
      await ended;
      await client.query("SELECT 1");
    });
    await assert.rejects(broken, { name: "ReelbusError" });
    assert.deepEqual([...new Set(said)], ["a database connection broke"]);
    assert.equal((await opened.runUnnamed("SELECT 1", [])).count, 1);
  } finally {
    await opened.close();
  }
});

test("a statement that a deadlock ended runs again", async () => {
  await using database = await createDatabase();
  // The statement looks for a deadlock 3 s after it began to wait, the other side not before it.
  const name = new URL(database.url).pathname.slice(1);
  const before = openDatabase({ databaseUrl: database.url });
  await before.runUnnamed(`ALTER DATABASE "${name}" SET deadlock_timeout = '3s'`, []);
  await before.close();
  const opened = openDatabase({ databaseUrl: database.url });
  const lock = "SELECT FROM pairs WHERE id = $1 FOR UPDATE";
  try {
    await opened.runUnnamed("CREATE TABLE pairs AS SELECT id FROM generate_series(1, 2) AS id", []);
    await opened.withClient(async (client) => {
      await client.query("SET deadlock_timeout = '1min'");
      await client.query("BEGIN");
      await client.query(lock, [1]);
      const both = opened.runUnnamed("SELECT id FROM pairs ORDER BY id DESC FOR UPDATE", []);
      await waitFor(async () => (await opened.runUnnamed("SELECT FROM pg_locks WHERE NOT granted", [])).count > 0, {
        what: "the statement to wait for the first row",
      });
      // Now each waits for the other, and the statement is ended.
      await client.query(lock, [2]);
      await client.query("COMMIT");
      assert.equal((await both).count, 2);
    });
    const ended = "SELECT FROM pg_stat_database WHERE datname = current_database() AND deadlocks = 1";
    // A connection that rests tells after 10 s what it has counted.
    await waitFor(async () => (await opened.runUnnamed(ended, [])).count === 1, {
      what: "the server to count it",
      timeoutMs: 30_000,
    });
  } finally {
    await opened.close();
  }
});

test("every connection plans its statements once, by their indexes", async () => {
  await using database = await createDatabase();
  const opened = openDatabase({ databaseUrl: database.url });
  try {
    const { rows } = await opened.runUnnamed(
      "SELECT current_setting('plan_cache_mode') AS plans, current_setting('enable_seqscan') AS scans",
      [],
    );
    assert.deepEqual(rows, [{ plans: "force_generic_plan", scans: "off" }]);
  } finally {
    await opened.close();
  }
});
