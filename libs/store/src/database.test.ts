import assert from "node:assert/strict";
import { test } from "node:test";
import { createDatabase } from "@reelbus/testing";
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
