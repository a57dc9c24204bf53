import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  lifecycleEventSchema,
  pullConfirmationSchema,
  pullPageSchema,
  refusalSchema,
  type LifecycleEvent,
} from "@reelbus/contracts";
import { makeTempFolder, waitFor } from "@reelbus/testing";
import { end, storeJob, tell } from "../testing/tell.ts";
import { withApi, type RunningApi } from "../testing/with-api.ts";

const EXAMPLE = fileURLToPath(new URL("../../../../libs/consumer/examples/pull.ts", import.meta.url));

const pull = async ({ get }: RunningApi, query = "") => {
  const response = await get(`/events${query}`);
  assert.equal(response.headers.get("cache-control"), "no-store");
  return pullPageSchema.parse(await response.json());
};

const confirm = async ({ post }: RunningApi, cursor: string | null) => {
  const response = await post("/events/confirm", { Cursor: cursor });
  assert.equal(response.status, 200);
  return pullConfirmationSchema.parse(await response.json()).Confirmed;
};

test("events of all jobs are fetched in pages and confirmed", () =>
  withApi(async (api) => {
    const jobIds = [await storeJob(api), await storeJob(api)] as const;
    for (const jobId of jobIds) await tell(api, jobId, 2);
    await end(api, jobIds[0]);
    const first = await pull(api, "?max=4");
    const second = await pull(api, `?max=4&after=${String(first.Cursor)}`);
    const all = [...first.Events, ...second.Events];
    assert.equal(first.Events.length, 4);
    assert.ok(Date.parse(first.ConfirmBefore ?? "") > Date.parse(first.Events[0]?.Timestamp ?? ""));
    for (const jobId of jobIds)
      assert.deepEqual(
        all.filter(({ JobId }) => JobId === jobId),
        await api.store.events.after(jobId, 0, 10),
      );
    assert.deepEqual(await pull(api), { Events: [], Cursor: null, ConfirmBefore: null });
    assert.equal(await confirm(api, second.Cursor), 5);
    assert.equal(await confirm(api, second.Cursor), 0);
    await tell(api, jobIds[1], 1);
    const third = await pull(api);
    assert.deepEqual(
      third.Events.map(({ JobId, Sequence }) => [JobId, Sequence]),
      [[jobIds[1], 3]],
    );
  }));

test("what is no cursor and no number is refused", () =>
  withApi(async (api) => {
    for (const [query, path] of [
      ["after=x", "after"],
      ["max=0", "max"],
      ["max=1001", "max"],
      ["typo=1", "typo"],
    ] as const) {
      const response = await api.get(`/events?${query}`);
      assert.equal(response.status, 400, query);
      const [problem] = refusalSchema.parse(await response.json()).Problems ?? [];
      assert.equal(problem?.Path, path);
      assert.match(problem.Message, /^(?:expected|unknown)/u);
    }
    for (const body of [{}, { Cursor: "x" }, { Cursor: null }, "{"]) {
      const response = await api.post("/events/confirm", body);
      assert.equal(response.status, 400);
      assert.doesNotMatch(await response.text(), /Invalid/u);
    }
    assert.equal((await api.post("/events/confirm", "{}", { "content-type": "text/plain" })).status, 415);
  }));

test("the consumer's example stores what it fetches and confirms it, so that the next events come", () =>
  withApi(async (api) => {
    await using example = await startExample(api);
    const jobIds = [await storeJob(api), await storeJob(api)] as const;
    for (const jobId of jobIds) await tell(api, jobId, 3);
    await waitFor(() => example.stored().length === 6, { what: "the first events", timeoutMs: 20_000 });
    await end(api, jobIds[0]);
    // Within less than the 30 s after which it would get the first events again, and these with them.
    await waitFor(() => example.stored().length === 7, { what: "the last event", timeoutMs: 20_000 });
    for (const jobId of jobIds)
      assert.deepEqual(
        example.stored().filter(({ JobId }) => JobId === jobId),
        await api.store.events.after(jobId, 0, 10),
      );
  }));

test("the consumer's example gets from the job's history what somebody else has confirmed", () =>
  withApi(async (api) => {
    const jobId = await storeJob(api);
    await tell(api, jobId, 2);
    assert.equal(await confirm(api, (await pull(api)).Cursor), 2);
    await tell(api, jobId, 2);
    await using example = await startExample(api);
    await waitFor(() => example.stored().length === 4, { what: "the events", timeoutMs: 20_000 });
    await end(api, jobId);
    await waitFor(() => example.stored().length === 5, { what: "the last event", timeoutMs: 20_000 });
    assert.deepEqual(example.stored(), await api.store.events.after(jobId, 0, 10));
  }));

/** The program, with a database of its own. */
async function startExample({ url }: RunningApi): Promise<AsyncDisposable & { stored(): LifecycleEvent[] }> {
  const folder = await makeTempFolder("pull");
  const file = join(folder.path, "events.db");
  const program = spawn(process.execPath, [EXAMPLE], {
    env: { ...process.env, REELBUS_URL: url, DATABASE: file },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return {
    stored: () => storedIn(file),
    [Symbol.asyncDispose]: async () => {
      program.kill();
      await once(program, "exit");
      await folder.remove();
    },
  };
}

/** The events in the database of the example, in the order in which it stored them. */
function storedIn(file: string): LifecycleEvent[] {
  if (!existsSync(file)) return [];
  using database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  const rows = database.prepare("SELECT Event FROM events ORDER BY rowid").all();
  return rows.map(({ Event }) => lifecycleEventSchema.parse(JSON.parse(String(Event))));
}
