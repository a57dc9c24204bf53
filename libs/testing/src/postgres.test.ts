import assert from "node:assert/strict";
import { test } from "node:test";
import pg from "pg";
import { createDatabase } from "./database.ts";
import { withLeakCheck } from "./leak-check.ts";
import { sharedPostgres, startPostgres } from "./postgres.ts";
import { readFromPort } from "./read-from-port.ts";

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test(
  "commits survive kill9 and restart; stop leaves no trace",
  withLeakCheck(async () => {
    const server = await startPostgres();
    await query(server.url, "CREATE TABLE film (title text)");
    await query(server.url, "INSERT INTO film VALUES ('Metropolis')");
    await server.kill9();
    await assert.rejects(query(server.url, "SELECT 1"), { code: "ECONNREFUSED" });
    await server.restart();
    assert.deepEqual(await query(server.url, "SELECT title FROM film"), [{ title: "Metropolis" }]);
    await server.stop();
    await server.stop();
    await assert.rejects(readFromPort(server.port, ""), { code: "ECONNREFUSED" });
  }),
);

test("each database is empty and its own, and gone after drop", async () => {
  const server = await sharedPostgres();
  const [first, second] = await Promise.all([createDatabase(), createDatabase()]);
  await query(first.url, "CREATE TABLE film (title text)");
  const tables = "SELECT count(*)::int AS n FROM pg_tables WHERE tablename = 'film'";
  assert.deepEqual(await query(first.url, tables), [{ n: 1 }]);
  assert.deepEqual(await query(second.url, tables), [{ n: 0 }]);

  const open = new pg.Client({ connectionString: first.url });
  open.on("error", () => undefined); // the drop ends this connection
  await open.connect();
  await first.drop();
  await first.drop();
  await second.drop();
  const left = `SELECT datname FROM pg_database WHERE datname IN ('${first.name}', '${second.name}')`;
  assert.deepEqual(await query(server.url, left), []);
  await open.end().catch(() => undefined);
});
