import assert from "node:assert/strict";
import { test } from "node:test";
import { createDatabase, CLOSED_PORT, waitFor, withLeakCheck } from "@reelbus/testing";
import { openStore } from "./open-store.ts";
import { openTestStore, submitSample } from "./testing/open-test-store.ts";

test("nobody answers: a retryable error", async () => {
  const databaseUrl = `postgresql://postgres@127.0.0.1:${CLOSED_PORT}/none`;
  await assert.rejects(openStore({ databaseUrl }), { name: "ReelbusError", retryable: true });
});

test("no such database: an error that waiting does not help", async () => {
  await using database = await createDatabase();
  const databaseUrl = database.url.replace(database.name, "no_such_database");
  await assert.rejects(openStore({ databaseUrl }), { name: "ReelbusError", retryable: false });
});

test("several services migrate at the same time", async () => {
  await using database = await createDatabase();
  const stores = await Promise.all([1, 2, 3].map(() => openStore({ databaseUrl: database.url })));
  await Promise.all(stores.map((store) => store.migrate()));
  await Promise.all(stores.map((store) => store.migrate()));
  await Promise.all(stores.map((store) => store.close()));
});

test("broken connections: an error that passes, and new ones by itself", async () => {
  await using testStore = await openTestStore();
  const { store, query } = testStore;
  const jobId = await submitSample(store);
  assert.equal(await store.isHealthy(), true);
  await query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'reelbus' AND datname = current_database()",
  );
  await waitFor(() => store.isHealthy(), { what: "a new connection" });
  assert.equal((await store.jobs.view(jobId))?.JobId, jobId);
});

test(
  "close leaves nothing behind, twice is fine, and nothing works after it",
  withLeakCheck(async () => {
    const testStore = await openTestStore();
    await Promise.all([testStore.store.close(), testStore.store.close()]);
    assert.equal(await testStore.store.isHealthy(), false);
    await assert.rejects(testStore.store.lanes.nextDueInMs(), { name: "ReelbusError" });
    await testStore[Symbol.asyncDispose]();
  }),
);
